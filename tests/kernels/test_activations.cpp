#include "kernels/blocks/activations.h"

#include "kernels/blocks/rng.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

using namespace touchstone::kernels;

namespace {

double siluOf(double u)
{
    return u / (1 + std::exp(-u));
}

}  // namespace

TEST(Activations, TanhIsThatInDouble)
{
    for (const std::size_t size : {1U, 3U, 16U, 1001U}) {
        for (const float most : {0.01F, 1.0F, 200.0F}) {
            std::vector<float> values(size);
            rng::fillUniform(values, -most, most, 4, std::uint32_t(size));
            values.front() = 0;
            const std::vector<float> before = values;
            tanhInPlace(values.data(), size);
            for (std::size_t i = 0; i < size; ++i) {
                EXPECT_NEAR(values[i], std::tanh(double(before[i])), 5e-7) << before[i];
            }
        }
    }
}

TEST(Activations, SiluIsThatInDouble)
{
    for (const std::size_t size : {1U, 2U, 7U, 16U, 33U, 1000U}) {
        std::vector<float> row(size), bias(size);
        rng::fillUniform(row, -60.0F, 60.0F, 3, std::uint32_t(size));
        rng::fillNormal(bias, 0.0F, 2.0F, 3, std::uint32_t(size) + 1);
        std::vector<float> plain = row, moved = row;
        siluInPlace(plain.data(), size);
        siluInPlace(moved.data(), size, bias.data());
        for (std::size_t i = 0; i < size; ++i) {
            const double right = siluOf(double(row[i])), shifted = row[i] + bias[i];
            EXPECT_NEAR(plain[i], right, (1e-6 + 1e-7 * std::abs(row[i])) * std::abs(right));
            EXPECT_NEAR(moved[i], siluOf(shifted),
                        (1e-6 + 1e-7 * std::abs(shifted)) * std::abs(siluOf(shifted)));
        }
    }
}

TEST(Activations, SiluOfLargeValuesStaysFinite)
{
    std::vector<float> row{3e38F, -3e38F, -1000.0F, 0.0F, -0.0F};
    siluInPlace(row.data(), row.size());
    EXPECT_FLOAT_EQ(row[0], 3e38F);
    EXPECT_NEAR(row[1], 0, 4);  // 2^-126 of it: the exponential does not become smaller
    EXPECT_NEAR(row[2], 0, 1e-30);
    EXPECT_EQ(row[3], 0);
    EXPECT_EQ(row[4], 0);
}
