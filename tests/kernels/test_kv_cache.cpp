// Attention over cached keys and values against the formula, on what the cache holds.
#include "kernels/blocks/kv_cache.h"
#include "kernels/blocks/rng.h"
#include "kernels/memory.h"

#include "targets.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

using namespace touchstone::kernels;
using kv::Cache;
using kv::KeyRange;

namespace {

struct Case {
    std::size_t heads, group, tokens, size;
};

class KvCache : public testing::TestWithParam<Case> {
protected:
    void SetUp() override
    {
        const auto [heads, group, tokens, size] = GetParam();
        k.resize(heads * tokens * size);
        v.resize(heads * tokens * size);
        q.resize(heads * group * size);
        bias.resize(heads * tokens);
        rng::fillNormal(q, 0.0F, 2.0F, 1, 1);
        rng::fillNormal(k, 0.0F, 1.0F, 1, 2);
        rng::fillNormal(v, 0.0F, 1.0F, 1, 3);
        rng::fillNormal(bias, 0.0F, 1.0F, 1, 4);
        const std::size_t each = kv::headHalves(tokens, size);
        data = m_memory.allocate<Half>(BufferRole::Input, heads * each);
        for (std::size_t h = 0; h < heads; ++h) {
            const std::size_t at = h * tokens * size;
            kv::store({k.data() + at, v.data() + at, size, {}}, tokens, size,
                      data.data() + h * each);
        }
        out = m_memory.allocate<float>(BufferRole::Output, q.size());
        lse = m_memory.allocate<float>(BufferRole::Output, heads * group);
        scratch = m_memory.allocate<float>(BufferRole::Scratch, mostScratch());
    }
    Cache cache(bool biased = false) const
    {
        const auto [heads, group, tokens, size] = GetParam();
        return {data.data(), heads, tokens, size, biased ? bias.data() : nullptr};
    }
    std::size_t mostScratch() const
    {
        std::size_t most = 1;
        for (const int threads : {1, 2, 3, 4}) {
            most = std::max(most, kv::scratchFloats(cache(), GetParam().group, threads));
        }
        return most;
    }
    // Query by query; keys and values as fp16 holds them.
    void check(const std::vector<KeyRange> &ranges, int threads, bool biased = false)
    {
        const auto [heads, group, tokens, size] = GetParam();
        m_memory.poisonOutputs();
        kv::attend(cache(biased), q.data(), group, ranges, {out.data(), lse.data()}, scratch.data(),
                   threads);
        EXPECT_TRUE(m_memory.redZonesIntact());
        for (std::size_t i = 0; i < heads * group; ++i) {
            const std::size_t head = i / group * tokens;
            std::vector<double> sums(size);
            double all = 0;
            for (const KeyRange &range : ranges) {
                for (auto t = head + std::size_t(range.begin); t < head + std::size_t(range.end);
                     ++t) {
                    double score = 0;
                    for (std::size_t c = 0; c < size; ++c) {
                        score += double(q[i * size + c]) * fromFp16(toFp16(k[t * size + c]));
                    }
                    const double weight =
                            std::exp(score / std::sqrt(double(size)) + (biased ? bias[t] : 0.0F));
                    all += weight;
                    for (std::size_t c = 0; c < size; ++c) {
                        sums[c] += weight * fromFp16(toFp16(v[t * size + c]));
                    }
                }
            }
            if (all == 0) {
                EXPECT_TRUE(std::isinf(lse[i]) && lse[i] < 0);
            } else {
                ASSERT_NEAR(lse[i], std::log(all), 1e-4) << "query " << i;
            }
            for (std::size_t c = 0; c < size; ++c) {
                ASSERT_NEAR(out[i * size + c], all > 0 ? sums[c] / all : 0, 1e-4)
                        << "query " << i << " column " << c;
            }
        }
    }

    Memory m_memory;
    std::vector<float> q, k, v, bias;
    Buffer<Half> data;
    Buffer<float> out, lse, scratch;
};

}  // namespace

TEST_P(KvCache, AllKeysAreTheFormulaOnAnyNumberOfThreads)
{
    const auto n = std::int32_t(GetParam().tokens);
    for (const int threads : {1, 2, 3, 4}) {
        check({{0, n}}, threads);
    }
}

TEST_P(KvCache, SinksAndAWindowInOneBlockOrTwo)
{
    const auto n = std::int32_t(GetParam().tokens);
    for (const int threads : {1, 2}) {
        check({{0, 2}, {3, n}}, threads);
        check({{0, 1}, {n - 1, n}}, threads);
        check({{n / 2, n / 2 + 1}}, threads);
        check({}, threads);
    }
}

TEST_P(KvCache, ABiasIsAddedToTheScores)
{
    check({{0, std::int32_t(GetParam().tokens)}}, 2, true);
}

TEST_P(KvCache, EveryInstructionSetGivesTheFormula)
{
    onEveryTarget([this] { check({{1, std::int32_t(GetParam().tokens)}}, 1, true); });
}

INSTANTIATE_TEST_SUITE_P(Sizes, KvCache,
                         testing::Values(Case{1, 1, 5, 3}, Case{2, 8, 200, 128}, Case{3, 5, 64, 17},
                                         Case{1, 13, 131, 64}, Case{2, 1, 300, 40}));
