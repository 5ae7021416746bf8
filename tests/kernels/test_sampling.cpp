// Where a check looks at a sample of the units, it is another one with every seed: what is wrong
// anywhere is found by some run.
#include "kernels/operation.h"

#include <gtest/gtest.h>

#include <set>

using namespace touchstone;
using namespace touchstone::kernels;

namespace {

struct ManyUnits final : Operation {
    static constexpr std::size_t count = 1000;
    mutable std::vector<std::size_t> seen;

    using Operation::Operation;

    void declare(Forms &) override {}
    std::size_t units(std::size_t) const override { return count; }
    void exact(std::size_t, std::size_t unit, Expected &) const override { seen.push_back(unit); }
    double tolerance(std::size_t) const override { return 0; }
};

std::vector<std::size_t> sampled(std::uint64_t seed)
{
    const kernels::Setup setup;
    Memory memory;
    ManyUnits operation(setup, memory);
    EXPECT_TRUE(operation.check(0, {false, seed}));
    return operation.seen;
}

}  // namespace

TEST(Sampling, TakesTheFirstTheLastAndOthersBySeed)
{
    std::set<std::vector<std::size_t>> samples;
    std::set<std::size_t> all;
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        const auto units = sampled(seed);
        ASSERT_EQ(units.front(), 0U);
        ASSERT_EQ(units.back(), ManyUnits::count - 1);
        ASSERT_LE(units.size(), 16U);
        ASSERT_EQ(units, sampled(seed));
        samples.insert(units);
        all.insert(units.begin(), units.end());
    }
    EXPECT_EQ(samples.size(), 500U);
    EXPECT_GT(all.size(), 990U);  // seven draws of each on average
}
