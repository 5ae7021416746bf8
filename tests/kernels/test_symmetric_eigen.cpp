#include "kernels/blocks/symmetric_eigen.h"

#include "kernels/blocks/rng.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

using namespace touchstone::kernels;

TEST(SymmetricEigen, VectorsBelongToTheirValues)
{
    constexpr std::size_t size = 13;
    std::vector<float> random(size * size);
    rng::fillNormal(random, 0.0F, 1.0F, 1, 1);
    std::vector<double> matrix(size * size);
    for (std::size_t i = 0; i < matrix.size(); ++i) {
        matrix[i] = double(random[i]) + double(random[i % size * size + i / size]);
    }
    const SymmetricEigen found = symmetricEigen(size, matrix);
    double trace = 0;
    for (std::size_t i = 0; i < size; ++i) {
        trace += matrix[i * size + i] - found.values[i];
        EXPECT_TRUE(i == 0 || found.values[i - 1] <= found.values[i]);
        const double *own = found.vectors.data() + i * size;
        for (std::size_t r = 0; r < size; ++r) {
            const double times = std::inner_product(own, own + size, matrix.data() + r * size, 0.0);
            EXPECT_NEAR(times, found.values[i] * own[r], 1e-12);
            const double *other = found.vectors.data() + r * size;
            EXPECT_NEAR(std::inner_product(own, own + size, other, 0.0), i == r, 1e-12);
        }
    }
    EXPECT_NEAR(trace, 0, 1e-12);
}

TEST(SymmetricEigen, PolarFactorIsOrthogonalAndGivesTheNuclearNorm)
{
    constexpr std::size_t rows = 6, columns = 11;
    std::vector<float> a(rows * columns);
    rng::fillNormal(a, 0.0F, 1.0F, 2, 1);
    const Polar polar = polarOf(rows, columns, a);
    double product = 0;  // trace of a factor^T: the nuclear norm
    for (std::size_t i = 0; i < a.size(); ++i) {
        product += double(a[i]) * double(polar.factor[i]);
    }
    EXPECT_NEAR(product, polar.nuclearNorm, 1e-5);
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t s = 0; s < rows; ++s) {
            const float *x = polar.factor.data() + r * columns;
            const float *y = polar.factor.data() + s * columns;
            EXPECT_NEAR(std::inner_product(x, x + columns, y, 0.0), r == s, 1e-6);
        }
    }
}

TEST(SymmetricEigen, PolarFactorOfLowRankLeavesOutWhatItCannotKnow)
{
    // 3 e1 f1^T + 2 e2 f2^T, and a row of zeros.
    const std::vector<float> a{3, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0};
    const Polar polar = polarOf(3, 4, a);
    EXPECT_NEAR(polar.nuclearNorm, 5, 1e-12);
    const std::vector<float> wanted{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0};
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_NEAR(polar.factor[i], wanted[i], 1e-7);
    }
}
