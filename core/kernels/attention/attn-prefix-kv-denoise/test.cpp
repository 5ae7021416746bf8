// What the contract of all kernels does not ask of attn-prefix-kv-denoise: its counts of work and
// what its study says.
#include "kernels/attention/attn-prefix-kv-denoise/denoise.h"

#include <gtest/gtest.h>

#include <map>
#include <numeric>

using namespace touchstone::kernels;
using namespace touchstone::kernels::attn_prefix_kv_denoise;

TEST(PrefixCache, CommitsEveryTokenOnce)
{
    for (const Lengths &lengths : {Lengths{5, 13, 4}, Lengths{5, 3, 7}, Lengths{5, 16, 16}}) {
        std::size_t sum = 0;
        for (std::size_t step = 0; step < lengths.steps; ++step) {
            sum += lengths.commits(step);
            EXPECT_EQ(sum, lengths.committedBy(step));
        }
        EXPECT_EQ(sum, lengths.generated);
    }
}

TEST(PrefixCache, SparesTheFactorOfTheFormula)
{
    // T (P + G) / (P + T G), which is 2 T / (1 + T) where prefix and answer are of equal length.
    const Lengths equal{100, 100, 16};
    EXPECT_DOUBLE_EQ(passed(Full, equal).tokens / passed(Cached, equal).tokens, 32.0 / 17);
    EXPECT_EQ(passed(Masked, equal).tokens, passed(Full, equal).tokens);
    // The stale cache costs a first step over everything.
    EXPECT_EQ(passed(Stale, equal).tokens, passed(Cached, equal).tokens);
    EXPECT_GT(passed(Stale, equal).pairs, passed(Cached, equal).pairs);
    // Of a single step nothing is spared.
    EXPECT_EQ(passed(Cached, {100, 50, 1}).tokens, passed(Full, {100, 50, 1}).tokens);
}

TEST(PrefixCache, IsExactUnderTheMaskAndStaleWithoutIt)
{
    touchstone::kernels::Setup setup;
    setup.shape = {"", {{"prefix", 40}, {"generated", 24}, {"steps", 6}}};
    setup.threads = 2;
    const auto figures = denoisingQuality(setup);
    ASSERT_TRUE(figures);
    std::map<std::pair<std::string, std::string>, double> value;
    for (const Quality &figure : *figures) {
        value[{figure.metric, figure.variant}] = figure.value;
    }
    EXPECT_LT((value.at({"cache-logit-error", "prefix-cache"})), 0.01);
    EXPECT_GT((value.at({"cache-logit-error", "stale-cache"})), 0.1);
    EXPECT_LT((value.at({"other-tokens", "prefix-cache"})),
              (value.at({"other-tokens", "stale-cache"})));
}
