// Every kernel of the catalogue is tested by existing: all variants on odd and small shapes,
// several seeds, on the CPU and on the first OpenCL device (PoCL where there is no GPU). Here is
// what runs leave; contract/ has what a check finds and what kernel.json declares.
#include "kernels/contract/contract.h"

#include <algorithm>

namespace touchstone::kernels::contract {

TEST_P(Contract, OddShapesPassTheOracle)
{
    for (const Shape &shape : kernel().oddShapes()) {
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            checkAllVariants(shape, seed, seed % 2 == 0 ? 2 : 1, 2);
        }
    }
}

TEST_P(Contract, WholeNumbersPassTheOracle)
{
    if (!kernel().hasExactIntegers()) {
        GTEST_SKIP() << "no whole-number inputs";
    }
    for (const Shape &shape : kernel().oddShapes()) {
        kernels::Setup exact = setup(shape, 7, 2);
        exact.exactIntegers = true;
        Memory memory;
        const auto problem = kernel().prepare(exact, memory);
        ASSERT_TRUE(problem) << problem.error().message.en;
        bool anyExact = false;
        for (const std::size_t v : variantsOn(shape)) {
            SCOPED_TRACE(kernel().variants()[v].id + " on " + shape.label);
            runAndCheck(**problem, memory, v);
            anyExact = anyExact || (*problem)->check(v, {})->tolerance == 0;
        }
        EXPECT_TRUE(anyExact) << shape.label << ": the mode checks nothing exactly";
    }
}

// Checks all outputs, which is most of the time of the contract: odd shapes test the placement.
TEST_P(Contract, SmallPresetPassesTheOracle)
{
    for (const Shape &shape : kernel().shapes(Preset::Small)) {
        checkAllVariants(shape, 11, 2, 1);
    }
}

TEST_P(Contract, RunsWriteAllOfTheirOutputsAndNothingElse)
{
    for (const Shape &shape : kernel().oddShapes()) {
        Memory memory;
        const auto problem = kernel().prepare(setup(shape, 3, 1), memory);
        ASSERT_TRUE(problem);
        for (const std::size_t v : variantsOn(shape)) {
            const auto own = (*problem)->outputs(v).value_or(memory.outputs());
            runOnce(**problem, memory, v);
            const auto first = snapshot(own);
            for (const kernels::detail::Slot *slot : memory.outputs()) {
                const auto bytes = slot->bytes();
                const bool touched = std::any_of(bytes.begin(), bytes.end(),
                                                 [](std::byte b) { return b != std::byte{0xFF}; });
                const bool mine = std::find(own.begin(), own.end(), slot) != own.end();
                EXPECT_TRUE(mine || !touched) << kernel().variants()[v].id << " on " << shape.label;
            }
            runOnce(**problem, memory, v);
            EXPECT_EQ(first, snapshot(own)) << kernel().variants()[v].id << ": a rerun differs";
        }
    }
}

TEST_P(Contract, AnotherSeedGivesOtherOutputs)
{
    const Shape &shape = kernel().oddShapes().back();
    const auto outputs = [&](std::uint64_t seed) {
        Memory memory;
        const auto problem = kernel().prepare(setup(shape, seed, 1), memory);
        if (!problem) {
            ADD_FAILURE() << problem.error().message.en;
            return std::vector<std::vector<std::byte>>();
        }
        runOnce(**problem, memory, variantsOn(shape).front());
        return snapshot(memory.outputs());
    };
    EXPECT_NE(outputs(1), outputs(2));
}

INSTANTIATE_TEST_SUITE_P(Catalogue, Contract, testing::ValuesIn(places()), nameOf);

}  // namespace touchstone::kernels::contract
