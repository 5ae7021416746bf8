// The delta state, token by token and in chunks, against its recurrence.
#include "kernels/blocks/delta_state.h"
#include "kernels/blocks/rng.h"
#include "kernels/memory.h"

#include "targets.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

using namespace touchstone::kernels;
using namespace touchstone::kernels::delta;

namespace {

struct Case {
    std::size_t tokens, keySize, valueSize;
    Rule rule;
};

class DeltaState : public testing::TestWithParam<Case> {
protected:
    void SetUp() override
    {
        const auto [tokens, keySize, valueSize, rule] = GetParam();
        q.resize(tokens * keyStride());
        k.resize(tokens * keyStride());
        v.resize(tokens * valueSize);
        gates.resize(tokens * 2);
        rng::fillNormal(q, 0.0F, 1.0F, 1, 1);
        rng::fillNormal(k, 0.0F, 1.0F, 1, 2);
        rng::fillNormal(v, 0.0F, 1.0F, 1, 3);
        rng::fillUniform(gates, 0.5F, 1.0F, 1, 4);
        for (std::size_t t = 0; t < tokens; ++t) {
            double length = 0;
            for (std::size_t d = 0; d < keySize; ++d) {
                length += double(k[t * keyStride() + d]) * k[t * keyStride() + d];
            }
            for (std::size_t d = 0; d < keySize; ++d) {
                k[t * keyStride() + d] /= float(std::sqrt(length));
            }
        }
        state = m_memory.allocate<float>(BufferRole::Output, stateFloats(sizes()));
        scratch = m_memory.allocate<float>(BufferRole::Scratch, scratchFloats(sizes()));
        for (auto *reads : {&predicted, &before, &after}) {
            *reads = m_memory.allocate<float>(BufferRole::Output, tokens * valueSize);
        }
    }
    Sizes sizes() const { return {GetParam().keySize, GetParam().valueSize}; }
    std::size_t keyStride() const { return GetParam().keySize + 3; }
    Tokens all() const
    {
        return {GetParam().tokens, q.data(),         k.data(),
                keyStride(),       v.data(),         GetParam().valueSize,
                gates.data(),      gates.data() + 1, 2};
    }
    Reads allReads() const
    {
        return {predicted.data(), before.data(), after.data(), GetParam().valueSize};
    }
    void run(Order order, const Reads &reads)
    {
        m_memory.poisonOutputs();
        std::fill_n(state.data(), state.size(), 0.0F);
        for (std::size_t i = 0; i < sizes().keySize * sizes().valueSize; ++i) {
            const std::size_t row = i / sizes().valueSize, column = i % sizes().valueSize;
            state[stateIndex(sizes(), row, column)] = start(row, column);
        }
        advance(order, GetParam().rule, sizes(), all(), state.data(), reads, scratch.data());
        EXPECT_TRUE(m_memory.redZonesIntact());
    }
    static float start(std::size_t row, std::size_t column)
    {
        return float(row % 5) / 5 - float(column % 3) / 4;
    }

    // The definition, column by column.
    void expectExact() const
    {
        const auto [tokens, keySize, valueSize, rule] = GetParam();
        for (std::size_t c = 0; c < valueSize; ++c) {
            std::vector<double> s(keySize);
            for (std::size_t d = 0; d < keySize; ++d) {
                s[d] = start(d, c);
            }
            for (std::size_t t = 0; t < tokens; ++t) {
                const float *key = k.data() + t * keyStride(), *query = q.data() + t * keyStride();
                const double decay = gates[2 * t], strength = gates[2 * t + 1];
                double seen = 0, read = 0;
                for (std::size_t d = 0; d < keySize; ++d) {
                    seen += s[d] * key[d];
                    read += s[d] * query[d];
                }
                ASSERT_NEAR(predicted[t * valueSize + c], seen, 1e-4) << "token " << t;
                ASSERT_NEAR(before[t * valueSize + c], read, 4e-4) << "token " << t;
                double now = 0;
                for (std::size_t d = 0; d < keySize; ++d) {
                    // The columns of I - b k k^T, or of I.
                    const double kept =
                            rule == Rule::Delta ? s[d] - strength * key[d] * seen : s[d];
                    s[d] = decay * kept + strength * key[d] * v[t * valueSize + c];
                    now += s[d] * query[d];
                }
                ASSERT_NEAR(after[t * valueSize + c], now, 4e-4) << "token " << t;
            }
            for (std::size_t d = 0; d < keySize; ++d) {
                ASSERT_NEAR(state[stateIndex(sizes(), d, c)], s[d], 1e-4) << d << " " << c;
            }
        }
    }

    Memory m_memory;
    std::vector<float> q, k, v, gates;
    Buffer<float> state, scratch, predicted, before, after;
};

}  // namespace

TEST_P(DeltaState, TokenByTokenIsTheRecurrence)
{
    onEveryTarget([this] {
        run(Order::Recurrent, allReads());
        expectExact();
    });
}

TEST_P(DeltaState, ChunksAreTheRecurrence)
{
    onEveryTarget([this] {
        run(Order::Chunked, allReads());
        expectExact();
    });
}

TEST_P(DeltaState, AReadIsTheSameAlone)
{
    for (const Order order : {Order::Recurrent, Order::Chunked}) {
        run(order, allReads());
        const std::vector<float> both(after.data(), after.data() + after.size());
        run(order, {nullptr, nullptr, after.data(), GetParam().valueSize});
        for (std::size_t i = 0; i < both.size(); ++i) {
            ASSERT_NEAR(after[i], both[i], 1e-5) << i;
        }
        const std::vector<float> left(state.data(), state.data() + state.size());
        run(order, {});
        for (std::size_t i = 0; i < left.size(); ++i) {
            ASSERT_NEAR(state[i], left[i], 1e-5) << i;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Sizes, DeltaState,
                         testing::Values(Case{1, 5, 3, Rule::Delta}, Case{64, 16, 32, Rule::Sum},
                                         Case{63, 7, 33, Rule::Delta},
                                         Case{130, 64, 64, Rule::Delta},
                                         Case{130, 40, 20, Rule::Sum},
                                         Case{201, 128, 128, Rule::Delta}));

TEST(DeltaStateFlops, ChunksCostWhatTheirProductsCost)
{
    const Sizes sizes{128, 128};
    EXPECT_EQ(flops(Order::Recurrent, Rule::Sum, sizes, false, true), 5.0 * 128 * 128);
    EXPECT_EQ(flops(Order::Recurrent, Rule::Delta, sizes, false, true), 7.0 * 128 * 128);
    EXPECT_EQ(flops(Order::Recurrent, Rule::Sum, sizes, true, true), 7.0 * 128 * 128);
    EXPECT_EQ(flops(Order::Chunked, Rule::Sum, sizes, false, true),
              64.0 * 256 + (4 + 1.0 / 64) * 128 * 128);
}
