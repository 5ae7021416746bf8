// Attention that a few queries pay to each token, on the CPU and on the first OpenCL device,
// against the definition.
#include "kernels/blocks/attention_oracle.h"
#include "kernels/blocks/attention_sum_device.h"
#include "kernels/blocks/devices.h"
#include "kernels/blocks/rng.h"

#include <gtest/gtest.h>

#include <numeric>

using namespace touchstone::kernels;
using attention::Observed;

namespace {

struct Case {
    std::size_t queries, keys, heads, size, seen;
};

class AttentionSum : public testing::TestWithParam<Case> {
protected:
    void SetUp() override
    {
        const auto [queries, keys, heads, size, seen] = GetParam();
        // Some rows before the queries: they may lie behind others.
        q = m_memory.allocate<float>(BufferRole::Input, (before + queries) * heads * size);
        k = m_memory.allocate<float>(BufferRole::Input, keys * heads * size);
        weights = m_memory.allocate<float>(BufferRole::Scratch, heads * queries * keys);
        sums = m_memory.allocate<float>(BufferRole::Output, keys);
        rng::fillNormal(q.span(), 0.0F, 2.0F, 1, 1);
        rng::fillNormal(k.span(), 0.0F, 1.0F, 1, 2);
        of = {q.data() + before * heads * size, k.data(), queries, keys, heads, size, seen};
        exact = attention::exactSum(of);
        m_memory.poisonOutputs();
    }
    void expectTheSums() const
    {
        for (std::size_t t = 0; t < of.keys; ++t) {
            ASSERT_NEAR(sums[t], exact[t], 1e-5 * double(of.queries * of.heads)) << t;
        }
    }

    static constexpr std::size_t before = 3;
    Memory m_memory;
    Buffer<float> q, k, weights, sums;
    Observed of;
    std::vector<double> exact;
};

}  // namespace

TEST_P(AttentionSum, EveryQueryOfEveryHeadGivesAwayOne)
{
    const double all = std::accumulate(exact.begin(), exact.end(), 0.0);
    EXPECT_NEAR(all, double(of.queries * of.heads), 1e-9);
    // A key that the last query does not see gets none.
    for (std::size_t t = of.seenBy(of.queries - 1); t < of.keys; ++t) {
        EXPECT_EQ(exact[t], 0);
    }
}

TEST_P(AttentionSum, IsThatOfTheDefinitionOnAnyNumberOfThreads)
{
    for (const int threads : {1, 2, 3}) {
        m_memory.poisonOutputs();
        attention::sumAttention(of, weights.data(), sums.data(), threads);
        expectTheSums();
        EXPECT_TRUE(m_memory.redZonesIntact());
    }
}

TEST_P(AttentionSum, IsThatOfTheDefinitionOnADevice)
{
    auto device = openOpenClDevice(0);
    if (!device) {
        GTEST_SKIP() << device.error().message.en;
    }
    auto copies = DeviceCopies::open(**device, {"blocks/group.cl", "blocks/attention_sum.cl"});
    ASSERT_TRUE(copies) << copies.error().message.en;
    attention::deviceSumAttention(**copies, of, {q, k, weights, sums, before});
    (*copies)->program().finish();
    (*copies)->fetchOutputs();
    expectTheSums();
}

INSTANTIATE_TEST_SUITE_P(Sizes, AttentionSum,
                         testing::Values(Case{1, 1, 1, 3, 1}, Case{1, 131, 3, 17, 131},
                                         Case{16, 64, 2, 40, 64}, Case{5, 9, 2, 8, 5},
                                         Case{32, 300, 1, 33, 200}));
