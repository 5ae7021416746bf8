// Keys and values of earlier tokens in fp16, and the attention of one new token over them. A head
// of keys and values serves a group of query heads, which share its loads (Ainslie et al., "GQA",
// EMNLP 2023). Where there are fewer heads than threads, parts of the keys are attended apart and
// merged by their log-sum-exp (Dao et al., "Flash-Decoding for long-context inference", 2023).
#pragma once

#include "kernels/blocks/attention.h"
#include "kernels/blocks/half.h"

namespace touchstone::kernels::kv {

using attention::KeyRange;

// A head lies in the blocks of attention.h, as fp16: [blocks x (keys, then values)].
std::size_t headHalves(std::size_t tokens, std::size_t headSize);
constexpr std::size_t keyIndex(std::size_t headSize, std::size_t token, std::size_t column)
{
    return token / attention::keyBlockSize * attention::packedBlockFloats(headSize)
           + column * attention::keyBlockSize + token % attention::keyBlockSize;
}
constexpr std::size_t valueIndex(std::size_t headSize, std::size_t token, std::size_t column)
{
    return token / attention::keyBlockSize * attention::packedBlockFloats(headSize)
           + headSize * attention::keyBlockSize
           + token % attention::keyBlockSize * attention::paddedHeadSize(headSize) + column;
}
// Rounds and stores tokens [0, tokens) of one head. head: headHalves() long.
void store(const attention::KeyRows &rows, std::size_t tokens, std::size_t headSize, Half *head);

// Bytes of keys and values of `tokens` tokens, padding left out.
constexpr double bytes(std::size_t heads, std::size_t tokens, std::size_t headSize)
{
    return 2 * double(sizeof(Half)) * double(heads) * double(tokens) * double(headSize);
}

struct Cache {
    const Half *data = nullptr;  // [heads x headHalves(tokens, headSize)], 64-byte aligned
    std::size_t heads = 0, tokens = 0, headSize = 0;
    const float *bias = nullptr;  // [heads x tokens], added to the scaled scores, or nullptr
};
// What the queries of all heads get: out [queries x headSize], lse [queries].
struct Attended {
    float *out = nullptr, *lse = nullptr;
};
// q: [heads x group x headSize], group at most attention::queryTileSize. ranges: disjoint,
// ascending, of every head. scratch: scratchFloats().
void attend(const Cache &cache, const float *q, std::size_t group, std::span<const KeyRange> ranges,
            const Attended &result, float *scratch, int threads);
std::size_t scratchFloats(const Cache &cache, std::size_t group, int threads);

// The same queries over several parts of their keys, out [parts x queries x headSize] and lse
// [parts x queries], as if over all of them.
void merge(std::size_t parts, std::size_t queries, std::size_t headSize, const float *out,
           const float *lse, const Attended &result);

// --- kv_cache_simd.cpp

// One head.
void attendHead(const float *q, std::size_t group, std::size_t headSize, const Half *head,
                std::span<const KeyRange> ranges, const float *bias, const Attended &result);

}  // namespace touchstone::kernels::kv
