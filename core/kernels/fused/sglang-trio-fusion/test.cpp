// What the contract of all kernels does not ask of sglang-trio-fusion.
#include "kernels/fused/sglang-trio-fusion/rows.h"

#include <gtest/gtest.h>

using namespace touchstone::kernels;
using namespace touchstone::kernels::sglang_trio_fusion;

namespace {

touchstone::kernels::Setup setupOf(const char *operation, std::int64_t rows, std::int64_t width)
{
    touchstone::kernels::Setup setup;
    setup.shape = {
            operation, {{"exponent bits", 8}, {"rows", rows}, {"width", width}}, operation, {}};
    return setup;
}

}  // namespace

TEST(Trio, ARowThatNoPartSawStaysEmpty)
{
    Memory memory;
    Rows rows(setupOf("merge-states", 3, 19), memory);
    rows.fill(1);
    ASSERT_TRUE(std::isinf(rows.stateA[0]) && std::isinf(rows.stateB[0]));
    for (const RowForm &form : formsOf(MergeStates)) {
        memory.poisonOutputs();
        rows.compute(form);
        EXPECT_EQ(rows.state[0], -std::numeric_limits<float>::infinity()) << form.id;
        for (std::size_t i = 0; i < rows.width; ++i) {
            EXPECT_EQ(fromBf16(rows.out[i]), 0.0F) << form.id;
        }
    }
}

TEST(Trio, RewrittenSiluStaysWithinOneUnitForLargeInputs)
{
    // Far outside of the range in which the polynomial alone would do.
    Memory memory;
    Rows rows(setupOf("silu-mul", 1, 7), memory);
    const std::array values{-1000.0F, -90.0F, -20.0F, 0.0F, 20.0F, 90.0F, 1000.0F};
    for (std::size_t i = 0; i < values.size(); ++i) {
        rows.a[i] = toBf16(values[i]);
        rows.b[i] = toBf16(1.0F);
    }
    rows.compute(formsOf(SiluMul).back());
    const auto exact = exactRow(rows, 0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double measured = fromBf16(rows.out[i]);
        EXPECT_NEAR(measured, exact.out[i], 0x1p-7 * std::abs(exact.out[i]) + 1e-30) << values[i];
    }
}
