// What the contract of all kernels does not ask of dllm-block-hier-cache: its counts of passes and
// what its study says.
#include "kernels/dllm/dllm-block-hier-cache/study.h"

#include <gtest/gtest.h>

#include <map>

using namespace touchstone::kernels;
using namespace touchstone::kernels::dllm_block_hier_cache;

TEST(HierCache, PlacesKnowTheirBlocks)
{
    EXPECT_EQ(blockBegin(31), 0U);
    EXPECT_EQ(blockBegin(32), 32U);
    EXPECT_EQ(blockEnd(33, 100), 64U);
    EXPECT_EQ(blockEnd(99, 100), 100U);
}

TEST(HierCache, CountsPassesOfEachWidth)
{
    const PassCounts one = passCounts(decoders[Autoregressive], 70, 70);
    EXPECT_EQ(one.single, 70U);
    EXPECT_EQ(one.all(), 70U);
    // Two finished blocks before the last are passed over once more.
    const PassCounts block = passCounts(decoders[BlockCache], 70, 30);
    EXPECT_EQ(block.wide, 32U);
    EXPECT_EQ(block.all(), 32U);
    // Parts of 8: four in each whole block, one in the last.
    const PassCounts hier = passCounts(decoders[Hier8], 70, 30);
    EXPECT_EQ(hier.wide, 9U + 2U);
    EXPECT_EQ(hier.narrow, 30U - 9U);
    EXPECT_EQ(passCounts(decoders[Hier4], 70, 40).wide, 18U + 2U);
}

TEST(HierCacheStudy, PartsCommitTheSameWithAndWithoutTheCache)
{
    touchstone::kernels::Setup setup;
    setup.shape = {"", {{"tokens", 96}, {"texts", 2}}};
    setup.threads = 2;
    const auto figures = cacheQuality(setup);
    ASSERT_TRUE(figures);
    std::map<std::pair<std::string, std::string>, double> value;  // at 90 and 12 %
    for (const Quality &figure : *figures) {
        EXPECT_EQ(figure.evidence, touchstone::Evidence::Simulated);
        EXPECT_EQ(figure.perSeed.size(), 10U);
        if (figure.at.empty()
            || figure.at
                       == std::vector<std::pair<std::string, double>>{{"threshold", 90},
                                                                      {"uncertain", 12}}) {
            value[{figure.metric, figure.variant}] = figure.value;
        }
    }
    EXPECT_EQ((value.at({"nfe", "autoregressive"})), 96);
    EXPECT_EQ((value.at({"nfe", "hier-8-one-token"})), 96 + 2);
    EXPECT_EQ((value.at({"nfe", "hier-8"})), (value.at({"nfe", "block-cache"})));
    EXPECT_EQ((value.at({"log-likelihood", "hier-8"})),
              (value.at({"log-likelihood", "block-cache"})));
    EXPECT_LT((value.at({"nfe", "hier-16"})), (value.at({"nfe", "hier-4"})));
    EXPECT_EQ((value.at({"other-than-autoregressive", "autoregressive"})), 0);
    // Keys and values of unwritten tokens go stale when some of them are written.
    EXPECT_GT((value.at({"stale-logit-error", "hier-8"})), 0.1);
    EXPECT_LT((value.at({"stale-logit-error", "hier-8"})), 100);
}
