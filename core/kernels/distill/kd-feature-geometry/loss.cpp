#include "kernels/distill/kd-feature-geometry/loss.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/symmetric_eigen.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::kd_feature_geometry {

namespace {

double squareOf(std::span<const float> values)
{
    double sum = 0;
    for (const float value : values) {
        sum += double(value) * value;
    }
    return sum;
}

}  // namespace

FeatureLoss::FeatureLoss(Sizes sizes, int threads)
    : m_sizes(sizes), m_threads(threads), m_a(sizes.own * sizes.wide), m_b(sizes.own * sizes.own),
      m_c(sizes.wide * sizes.wide), m_rest(sizes.count * sizes.wide)
{
}

double FeatureLoss::compute(Loss loss, const float *student, const float *teacher,
                            const float *projection, float *gradient)
{
    switch (loss) {
    case Loss::Projection:
        return projected(student, teacher, projection, gradient);
    case Loss::Cka:
        return alignment(student, teacher, gradient);
    case Loss::GramByPairs:
        return pairs(student, teacher, gradient);
    case Loss::Gram:
        return gram(student, teacher, gradient);
    case Loss::Procrustes:
        return procrustes(student, teacher, gradient);
    }
    return 0;
}

double FeatureLoss::projected(const float *student, const float *teacher, const float *projection,
                              float *gradient)
{
    const auto [n, own, wide] = m_sizes;
    std::copy_n(teacher, n * wide, m_rest.data());
    gemm(GemmForm::NN, n, wide, own, 1.0F, {student, own}, {projection, wide}, -1.0F, m_rest.data(),
         wide, m_threads);
    gemm(GemmForm::NT, n, own, wide, 2.0F / float(n), {m_rest.data(), wide}, {projection, wide},
         0.0F, gradient, own, m_threads);
    return squareOf(m_rest) / double(n);
}

void FeatureLoss::projectionGradient(const float *student, float *gradient)
{
    const auto [n, own, wide] = m_sizes;
    gemm(GemmForm::TN, own, wide, n, 2.0F / float(n), {student, own}, {m_rest.data(), wide}, 0.0F,
         gradient, wide, m_threads);
}

void FeatureLoss::products(const float *student, const float *teacher)
{
    const auto [n, own, wide] = m_sizes;
    gemmTN(own, wide, n, student, teacher, m_a.data(), m_threads);
    gemmTN(own, own, n, student, student, m_b.data(), m_threads);
    gemmTN(wide, wide, n, teacher, teacher, m_c.data(), m_threads);
}

void FeatureLoss::combine(float factor, const float *student, bool timesB, float other,
                          const float *teacher, const std::vector<float> &m, float *gradient)
{
    const auto [n, own, wide] = m_sizes;
    if (timesB) {
        gemm(GemmForm::NN, n, own, own, factor, {student, own}, {m_b.data(), own}, 0.0F, gradient,
             own, m_threads);
    } else {
        std::transform(student, student + n * own, gradient,
                       [factor](float value) { return factor * value; });
    }
    gemm(GemmForm::NT, n, own, wide, -other, {teacher, wide}, {m.data(), wide}, 1.0F, gradient, own,
         m_threads);
}

double FeatureLoss::alignment(const float *student, const float *teacher, float *gradient)
{
    products(student, teacher);
    const double a2 = squareOf(m_a), b2 = squareOf(m_b), c2 = squareOf(m_c);
    const double norms = std::sqrt(b2 * c2), aligned = a2 / norms;
    combine(float(2 * aligned / b2), student, true, float(2 / norms), teacher, m_a, gradient);
    return 1 - aligned;
}

double FeatureLoss::pairs(const float *student, const float *teacher, float *gradient)
{
    const auto [n, own, wide] = m_sizes;
    m_pairs.resize(n * n);
    gemmNT(n, n, wide, teacher, teacher, 0.0F, m_pairs.data(), n, m_threads);
    gemmNT(n, n, own, student, student, -1.0F, m_pairs.data(), n, m_threads);
    const double squares = double(n) * double(n);
    gemm(GemmForm::NN, n, own, n, float(4 / squares), {m_pairs.data(), n}, {student, own}, 0.0F,
         gradient, own, m_threads);
    return squareOf(m_pairs) / squares;
}

double FeatureLoss::gram(const float *student, const float *teacher, float *gradient)
{
    products(student, teacher);
    const double squares = double(m_sizes.count) * double(m_sizes.count);
    const auto factor = float(4 / squares);
    combine(factor, student, true, factor, teacher, m_a, gradient);
    return (squareOf(m_b) - 2 * squareOf(m_a) + squareOf(m_c)) / squares;
}

double FeatureLoss::procrustes(const float *student, const float *teacher, float *gradient)
{
    const auto [n, own, wide] = m_sizes;
    gemmTN(own, wide, n, student, teacher, m_a.data(), m_threads);
    const Polar polar = polarOf(own, wide, m_a);
    const auto factor = float(2 / double(n));
    combine(factor, student, false, factor, teacher, polar.factor, gradient);
    const double squares = squareOf({student, n * own}) + squareOf({teacher, n * wide});
    return (squares - 2 * polar.nuclearNorm) / double(n);
}

double FeatureLoss::flops(Loss loss, Sizes sizes)
{
    const auto n = double(sizes.count), own = double(sizes.own), wide = double(sizes.wide);
    switch (loss) {
    case Loss::Projection:
        return 4 * n * own * wide;
    case Loss::GramByPairs:
        return 2 * n * n * (wide + 2 * own);
    case Loss::Procrustes:
        return 4 * n * own * wide + polarFlops(sizes.own, sizes.wide);
    default:  // A, B, C and the two products of the gradient
        return 4 * n * own * wide + 4 * n * own * own + 2 * n * wide * wide;
    }
}

}  // namespace touchstone::kernels::kd_feature_geometry
