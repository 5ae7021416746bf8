// What the contract of all kernels does not ask of quant-lzs4: the baseline of its claim.
#include "kernels/quant/quant-lzs4/coded.h"

#include <gtest/gtest.h>

using namespace touchstone::kernels;
using namespace touchstone::kernels::quant_lzs4;

TEST(LeadingZeros, NoCodeOfFourBitsKeepsSmallValuesBetterThanTheBaselineOfTheClaim)
{
    touchstone::kernels::Setup setup;
    setup.effort = Effort::Smoke;
    const auto figures = roundingQuality(setup);
    ASSERT_TRUE(figures);
    std::size_t compared = 0;
    for (const Quality &baseline : *figures) {
        if (baseline.metric != "rounding-error-small" || baseline.variant != codecIds[MxFp4]) {
            continue;
        }
        for (const Quality &other : *figures) {
            if (other.metric == baseline.metric && other.at == baseline.at
                && other.variant != codecIds[Int8]) {
                EXPECT_GE(other.value, baseline.value) << other.variant;
                ++compared;
            }
        }
    }
    EXPECT_EQ(compared, 4 * (codecIds.size() - 1));
}
