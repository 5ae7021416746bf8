// Distillation losses on logits with their gradients, one row of a vocabulary at a time. For
// kernel.cpp.
#pragma once

#include "kernels/kernel.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace touchstone::kernels::kd_concrete_score {

// Weights of the concrete scores: S the student's probabilities, T the teacher's, U uniform.
enum Form : std::size_t { ForwardKl, ReverseKl, LogitMse, CsdSS, CsdTS, CsdUS };
constexpr std::array<const char *, 6> lossIds{"forward-kl", "reverse-kl", "logit-mse",
                                              "csd-ss",     "csd-ts",     "csd-us"};

// z_S and z_T of one row; gradient is d loss / d z_S, [size].
struct Row {
    const float *student, *teacher;
    float *gradient;
    std::size_t size;
};

// Logits of a row whose sums are taken at once, while they stay in the first caches.
constexpr std::size_t partSize = 2048;

// Of one row between its passes: the student's weights, [size], and the largest logit of the
// student in each part.
struct Scratch {
    float *weights, *maxima;
};

// simd.cpp; the loss.
float lossAndGradient(Form form, const Row &row);

// oracle.cpp
std::vector<double> logSoftmax(const float *logits, std::size_t size);
// In double precision and straight from the definitions; concrete scores as a sum over all pairs
// up to a vocabulary of 1024, beyond that as a variance about the mean.
struct ExactRow {
    double loss = 0;
    std::vector<double> gradient;
};
ExactRow exactRow(Form form, const float *student, const float *teacher, std::size_t size);

// 2 <a, b> / (|a|^2 + |b|^2) of a form's gradient and that of the reverse KL, in %: 100 only where
// both are the same.
constexpr std::string_view gradientAgreement = "gradient-agreement";
// quality.cpp: students trained by each form, and how far their gradients agree.
Result<std::vector<Quality>> studentQuality(const Setup &setup);

}  // namespace touchstone::kernels::kd_concrete_score
