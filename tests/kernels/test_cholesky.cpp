// The Cholesky factor of an inverse against the product that defines it.
#include "kernels/blocks/cholesky.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

using namespace touchstone::kernels;

TEST(Cholesky, FactorTimesItsTransposeIsTheInverse)
{
    for (const std::size_t n : {1, 5, 63, 64, 65, 130, 333}) {
        std::vector<float> x(2 * n * n), h(n * n), g(n * n), scratch(n * n / 2);
        rng::fillNormal(x, 0.0F, 1.0F, n, 1);
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                double sum = i == j ? 1 : 0;
                for (std::size_t k = 0; k < 2 * n; ++k) {
                    sum += double(x[k * n + i]) * double(x[k * n + j]);
                }
                h[i * n + j] = float(sum);
            }
        }
        std::vector<float> lower = h;
        for (std::size_t i = 0; i < n; ++i) {  // what lies above the diagonal is not read
            std::fill(lower.begin() + std::ptrdiff_t(i * n + i + 1),
                      lower.begin() + std::ptrdiff_t((i + 1) * n), std::nanf(""));
        }
        ASSERT_TRUE(factorOfInverse(n, lower.data(), g.data(), scratch.data(), 2)) << n;
        FrobeniusError error;
        for (std::size_t i = 0; i < n; ++i) {
            std::vector<double> row(n, 0.0), product(n, 0.0);  // of H, of H G
            for (std::size_t k = 0; k < n; ++k) {
                for (std::size_t j = 0; j < n; ++j) {
                    product[j] += double(h[i * n + k]) * double(g[k * n + j]);
                }
            }
            for (std::size_t j = 0; j < n; ++j) {
                for (std::size_t k = 0; k < n; ++k) {
                    row[j] += product[k] * double(g[j * n + k]);
                }
                error.add(row[j], i == j ? 1 : 0);
            }
        }
        EXPECT_LT(error.error(), 1e-4) << n;
    }
}

TEST(Cholesky, RefusesWhatIsNotPositiveDefinite)
{
    std::vector<float> h{1, 2, 2, 1}, g(4), scratch(5000);
    EXPECT_FALSE(factorOfInverse(2, h.data(), g.data(), scratch.data(), 1));
    std::vector<float> zeros(100 * 100, 0.0F), more(zeros.size());
    EXPECT_FALSE(factorOfInverse(100, zeros.data(), more.data(), scratch.data(), 1));
}
