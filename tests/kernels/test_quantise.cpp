#include "kernels/blocks/quantise.h"

#include "kernels/blocks/rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

using namespace touchstone::kernels;

TEST(Quantise, TheLargestValueGetsTheLargestCode)
{
    std::vector<float> values(501);
    std::vector<std::int8_t> codes(values.size());
    rng::fillNormal(values, 0.0F, 3.0F, 1, 1);
    for (const int most : {7, 63, 127}) {
        const float step = roundToLargest(values, most, codes.data());
        EXPECT_FLOAT_EQ(step * float(most), largestMagnitude(values));
        EXPECT_EQ(std::max(*std::max_element(codes.begin(), codes.end()),
                           std::int8_t(-*std::min_element(codes.begin(), codes.end()))),
                  most);
        for (std::size_t i = 0; i < values.size(); ++i) {
            EXPECT_LE(std::abs(values[i] - step * float(codes[i])), 0.50001F * step);
        }
    }
}

TEST(Quantise, RoundsHalvesToEvenAndStopsAtTheEnds)
{
    const std::array<float, 6> values{0.5F, 1.5F, -2.5F, 6.6F, 8.0F, -100.0F};
    std::array<std::int8_t, 6> codes{};
    roundToSteps(values, 1.0F, 7, codes.data());
    EXPECT_EQ(codes, (std::array<std::int8_t, 6>{0, 2, -2, 7, 7, -7}));
}

TEST(Quantise, ZerosHaveTheStepZero)
{
    const std::array<float, 3> zeros{};
    std::array<std::int8_t, 3> codes{1, 1, 1};
    EXPECT_EQ(roundToLargest(zeros, 127, codes.data()), 0.0F);
    EXPECT_EQ(codes, (std::array<std::int8_t, 3>{}));
}

TEST(Quantise, TernaryLevelsAreCutAtTheMean)
{
    const std::array<float, 4> values{-4.0F, 1.0F, 2.0F, 5.0F};
    const double gamma = meanMagnitude(values);
    EXPECT_EQ(gamma, 3.0);
    EXPECT_EQ(ternaryLevel(values[0], gamma), -1);
    EXPECT_EQ(ternaryLevel(values[2], gamma), 0);
    EXPECT_EQ(ternaryLevel(values[3], gamma), 1);
    EXPECT_EQ(ternaryLevel(3.0F, gamma), 0);
}
