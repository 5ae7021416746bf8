// The attention block against the formula.
#include "kernels/blocks/attention.h"
#include "kernels/blocks/rng.h"
#include "kernels/memory.h"

#include "targets.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace touchstone::kernels;
using namespace touchstone::kernels::attention;

namespace {

struct Case {
    std::size_t tokens, size, heads;
};

class AttentionBlock : public testing::TestWithParam<Case> {
protected:
    void SetUp() override
    {
        const std::size_t n = count();
        q = m_memory.allocate<float>(BufferRole::Input, n);
        k = m_memory.allocate<float>(BufferRole::Input, n);
        v = m_memory.allocate<float>(BufferRole::Input, n);
        out = m_memory.allocate<float>(BufferRole::Output, n);
        rng::fillNormal(q.span(), 0.0F, 3.0F, 1, 1);
        rng::fillNormal(k.span(), 0.0F, 1.0F, 1, 2);
        rng::fillNormal(v.span(), 0.0F, 1.0F, 1, 3);
        packed = m_memory.allocate<float>(BufferRole::Scratch, packedFloats(heads()));
        m_memory.poisonOutputs();
    }
    std::size_t count() const { return GetParam().tokens * GetParam().size * GetParam().heads; }
    // Tokens of all heads beside each other: [tokens x heads x size].
    Heads heads() const
    {
        const auto [tokens, size, n] = GetParam();
        return {q.data(), k.data(), v.data(), out.data(), 1, n, tokens, size, 0, size, n * size};
    }
    double exact(std::size_t head, std::size_t query, std::size_t c, const Group &group,
                 const std::vector<std::int32_t> &order) const
    {
        const auto [tokens, size, n] = GetParam();
        const auto row = [&, width = size, heads = n](std::size_t i) {
            return (order.empty() ? i : std::size_t(order[i])) * heads * width + head * width;
        };
        double sum = 0;
        double total = 0;
        for (const KeyRange &range : group.ranges) {
            for (auto i = std::size_t(range.begin); i < std::size_t(range.end); ++i) {
                if (group.band && !sees(*group.band, query, i)) {
                    continue;
                }
                double score = 0;
                for (std::size_t e = 0; e < size; ++e) {
                    score += double(q[row(query) + e]) * k[row(i) + e];
                }
                const double weight = std::exp(score / std::sqrt(double(size)));
                total += weight;
                sum += weight * v[row(i) + c];
            }
        }
        return total > 0 ? sum / total : 0;
    }
    static bool sees(const Band &band, std::size_t query, std::size_t key)
    {
        return key <= query && (key < band.sinks || query - key < band.window);
    }
    void check(const Groups &groups, const std::vector<std::int32_t> &order = {})
    {
        const auto [tokens, size, n] = GetParam();
        attendAll(heads(), groups, order, packed.data(), 2);
        EXPECT_TRUE(m_memory.redZonesIntact());
        for (const Group &group : groups) {
            for (std::size_t query = group.begin; query < group.end; query += 7) {
                for (std::size_t head = 0; head < n; ++head) {
                    const std::size_t row = order.empty() ? query : std::size_t(order[query]);
                    for (std::size_t c = 0; c < size; ++c) {
                        ASSERT_NEAR(out[(row * n + head) * size + c],
                                    exact(head, query, c, group, order), 2e-4)
                                << "query " << query << " head " << head << " column " << c;
                    }
                }
            }
        }
    }

    Memory m_memory;
    Buffer<float> q, k, v, out, packed;
};

}  // namespace

TEST_P(AttentionBlock, DenseIsTheFormula)
{
    check(denseGroups(GetParam().tokens, GetParam().tokens));
}

TEST_P(AttentionBlock, RangesLimitWhatAQuerySees)
{
    const auto n = std::int32_t(GetParam().tokens);
    // One key; two ranges in one block; no key at all.
    check({{0, GetParam().tokens / 3, {{n / 2, n / 2 + 1}}},
           {GetParam().tokens / 3, GetParam().tokens / 2, {{0, 2}, {3, n}}},
           {GetParam().tokens / 2, GetParam().tokens, {}}});
}

TEST_P(AttentionBlock, ABandIsCausalWithAWindowAndSinks)
{
    const std::size_t n = GetParam().tokens;
    for (const Band &band : {Band{}, Band{1, 0}, Band{3, 1}, Band{64, 0}, Band{40, 30},
                             Band{70, 100}, Band{n, 0}, Band{5, n}}) {
        const Groups groups = causalGroups(n, band);
        check(groups);
        double seen = 0;
        for (std::size_t query = 0; query < n; ++query) {
            for (std::size_t key = 0; key < n; ++key) {
                seen += sees(band, query, key) ? 1 : 0;
            }
        }
        EXPECT_EQ(pairs(groups), seen) << band.window << " " << band.sinks;
    }
}

TEST_P(AttentionBlock, AnOrderMovesRowsOnly)
{
    std::vector<std::int32_t> order(GetParam().tokens);
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = std::int32_t(order.size() - 1 - i);
    }
    check(denseGroups(GetParam().tokens, GetParam().tokens), order);
}

TEST_P(AttentionBlock, TopsThatRiseFarShrinkWhatCameBefore)
{
    for (float &x : q.span()) {
        x *= 5;
    }
    check(denseGroups(GetParam().tokens, GetParam().tokens));
}

TEST_P(AttentionBlock, EveryInstructionSetGivesTheFormula)
{
    onEveryTarget([this] {
        m_memory.poisonOutputs();
        check(denseGroups(GetParam().tokens, GetParam().tokens));
        check(causalGroups(GetParam().tokens, {20, 3}));
    });
}

INSTANTIATE_TEST_SUITE_P(Sizes, AttentionBlock,
                         testing::Values(Case{5, 3, 1}, Case{64, 64, 2}, Case{67, 17, 3},
                                         Case{131, 128, 1}, Case{200, 40, 2}));
