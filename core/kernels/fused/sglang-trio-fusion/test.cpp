// What the contract of all kernels does not ask of sglang-trio-fusion.
#include "kernels/catalogue.h"
#include "kernels/fused/sglang-trio-fusion/rows.h"

#include <gtest/gtest.h>

using namespace touchstone::kernels;
using namespace touchstone::kernels::sglang_trio_fusion;

TEST(Trio, ARowThatNoPartSawStaysEmpty)
{
    const Shape shape{"merge", {{"part", MergeStates}, {"format", 0}, {"rows", 3}, {"width", 19}}};
    Memory memory;
    Rows rows(shape, memory);
    rows.fill(1);
    ASSERT_TRUE(std::isinf(rows.stateA[0]) && std::isinf(rows.stateB[0]));
    for (std::size_t variant = Literal; variant <= Rewritten; ++variant) {
        memory.poisonOutputs();
        runOnCpu(rows, variant, 1);
        EXPECT_EQ(rows.state[0], -std::numeric_limits<float>::infinity()) << variant;
        for (std::size_t i = 0; i < rows.width; ++i) {
            EXPECT_EQ(fromBf16(rows.out[i]), 0.0F) << variant;
        }
    }
}

TEST(Trio, RewrittenSiluStaysWithinOneUnitForLargeInputs)
{
    // Far outside of the range in which the polynomial alone would do.
    const Shape shape{"silu", {{"part", SiluMul}, {"format", 0}, {"rows", 1}, {"width", 7}}};
    Memory memory;
    Rows rows(shape, memory);
    const std::array values{-1000.0F, -90.0F, -20.0F, 0.0F, 20.0F, 90.0F, 1000.0F};
    for (std::size_t i = 0; i < values.size(); ++i) {
        rows.a[i] = toBf16(values[i]);
        rows.b[i] = toBf16(1.0F);
    }
    runOnCpu(rows, Rewritten, 1);
    const auto exact = exactRow(rows, 0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double measured = fromBf16(rows.out[i]);
        EXPECT_NEAR(measured, exact.out[i], 0x1p-7 * std::abs(exact.out[i]) + 1e-30) << values[i];
    }
}
