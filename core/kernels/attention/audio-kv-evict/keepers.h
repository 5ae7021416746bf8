// Which tokens of a long recording stay; see kernel.cpp.
#pragma once

#include "kernels/blocks/attention_sum.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace touchstone::kernels::audio_kv_evict {

enum class Keeper {
    Random,
    Uniform,      // evenly spaced frames
    Score,        // most attention of the last token: Chen et al., "FastV", ECCV 2024
    Duplication,  // least like a few pivots, which have the largest keys: Wen et al., "DART", 2025
    Observation   // most attention of the last tokens: Li et al., "SnapKV", NeurIPS 2024
};

constexpr std::size_t observed = 32;  // tokens at the end whose attention counts
constexpr std::size_t pivots = 8;

// Queries and keys of all heads [tokens x heads x size].
struct Recording {
    const float *q = nullptr, *k = nullptr;
    std::size_t tokens = 0, heads = 0, size = 0;

    std::size_t row() const { return heads * size; }
};

// How many of `tokens` stay at `keep` percent: at least one.
constexpr std::size_t keptTokens(std::size_t tokens, std::size_t keep)
{
    return (tokens * keep + 99) / 100;
}

// Whose attention Score and Observation go by: the last token's, the last ones'.
attention::Observed lastOf(Keeper by, const Recording &recording);
// scores [tokens]: what a keeper other than Random and Uniform keeps the largest of. scratch:
// scratchFloats().
std::size_t scratchFloats(Keeper by, std::size_t tokens, std::size_t heads);
void scoreTokens(Keeper by, const Recording &recording, float *scores, float *scratch, int threads);
// Indices of those that stay, ascending. scores: of scoreTokens(), may be empty for the others.
std::vector<std::int32_t> chooseTokens(Keeper by, std::size_t tokens, std::size_t count,
                                       std::span<const float> scores, std::uint64_t seed);

}  // namespace touchstone::kernels::audio_kv_evict
