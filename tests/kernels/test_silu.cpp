#include "kernels/blocks/silu.h"

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

TEST(Silu, ValuesAreThoseInDouble)
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

TEST(Silu, LargeValuesStayFinite)
{
    std::vector<float> row{3e38F, -3e38F, -1000.0F, 0.0F, -0.0F};
    siluInPlace(row.data(), row.size());
    EXPECT_FLOAT_EQ(row[0], 3e38F);
    EXPECT_NEAR(row[1], 0, 4);  // 2^-126 of it: the exponential does not become smaller
    EXPECT_NEAR(row[2], 0, 1e-30);
    EXPECT_EQ(row[3], 0);
    EXPECT_EQ(row[4], 0);
}
