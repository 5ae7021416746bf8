// Losses that bring the features of a student to those of its teacher.
//
// S: [count x own], T: [count x wide], a feature vector in each row, columns of mean zero;
// A = S^T T, B = S^T S, C = T^T T; |.| is the Frobenius norm, |.|_* the sum of singular values.
//
//   projection   |S P - T|^2 / n                       P: [own x wide], learned beside S
//   cka          1 - |A|^2 / (|B| |C|)                 Kornblith et al., 2019
//   gram         |S S^T - T T^T|^2 / n^2               = (|B|^2 - 2 |A|^2 + |C|^2) / n^2
//   procrustes   (|S|^2 + |T|^2 - 2 |A|_*) / n         least |S Q - T|^2 over Q Q^T = 1
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace touchstone::kernels::kd_feature_geometry {

// By pairs: the Gram matrices of all pairs of examples are formed, as the definition says.
enum class Loss : std::size_t { Projection, Cka, GramByPairs, Gram, Procrustes };
constexpr std::array<const char *, 5> lossIds{"projection", "cka", "gram-by-pairs", "gram",
                                              "procrustes"};

struct Sizes {
    std::size_t count, own, wide;  // own <= wide
};

// Loss and gradient by S, with products by oneDNN. Keeps its workspace from call to call.
class FeatureLoss {
public:
    FeatureLoss(Sizes sizes, int threads);
    // projection: P, only read by Loss::Projection. gradient: [count x own].
    double compute(Loss loss, const float *student, const float *teacher, const float *projection,
                   float *gradient);
    // d loss / d P after compute(Loss::Projection). gradient: [own x wide].
    void projectionGradient(const float *student, float *gradient);
    static double flops(Loss loss, Sizes sizes);

private:
    double projected(const float *student, const float *teacher, const float *projection,
                     float *gradient);
    double alignment(const float *student, const float *teacher, float *gradient);
    double pairs(const float *student, const float *teacher, float *gradient);
    double gram(const float *student, const float *teacher, float *gradient);
    double procrustes(const float *student, const float *teacher, float *gradient);
    void products(const float *student, const float *teacher);  // A, B and C
    // gradient = factor (S B, if there is a B) - other T m^T; m: [own x wide].
    void combine(float factor, const float *student, bool timesB, float other, const float *teacher,
                 const std::vector<float> &m, float *gradient);

    Sizes m_sizes;
    int m_threads;
    std::vector<float> m_a, m_b, m_c, m_rest, m_pairs;
};

// In double, by other code, with singular values by one-sided Jacobi rotations: the oracle.
struct ExactLoss {
    double loss = 0;
    std::vector<double> gradient;  // [count x own]
};
ExactLoss exactLoss(Loss loss, Sizes sizes, std::span<const float> student,
                    std::span<const float> teacher, std::span<const float> projection);

}  // namespace touchstone::kernels::kd_feature_geometry
