#include "kernels/blocks/softmax.h"

#include "kernels/blocks/rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace touchstone::kernels;

TEST(Softmax, SharesAndNormaliserAreThoseInDouble)
{
    for (const std::size_t size : {1U, 2U, 7U, 16U, 33U, 1000U}) {
        std::vector<float> row(size);
        rng::fillUniform(row, -20.0F, 20.0F, 3, std::uint32_t(size));
        const std::vector<float> scores = row;
        double sum = 0, most = scores[0];
        for (const float score : scores) {
            sum += std::exp(double(score));
            most = std::max(most, double(score));
        }
        EXPECT_NEAR(softmaxInPlace(row.data(), size), std::log(sum), 4e-6);
        for (std::size_t i = 0; i < size; ++i) {
            const double share = std::exp(double(scores[i])) / sum;
            const double relative = 1e-6 + 1e-7 * (most - double(scores[i]));
            EXPECT_NEAR(row[i], share, relative * share) << scores[i];
        }
    }
}

TEST(Softmax, LargeAndEqualScoresAreSteady)
{
    std::vector<float> row(19, 3e4F);
    EXPECT_FLOAT_EQ(softmaxInPlace(row.data(), row.size()), 3e4F + std::log(19.0F));
    for (const float share : row) {
        EXPECT_FLOAT_EQ(share, 1 / 19.0F);
    }
}
