// Softmax attention in tiles with an online softmax: out = softmax(q k^T / sqrt(size)) v, never the
// whole score matrix. Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018;
// Rabe and Staats, "Self-attention Does Not Need O(n^2) Memory", 2021; Dao et al.,
// "FlashAttention", NeurIPS 2022. Each query sees a list of key ranges, so that sparse patterns run
// the same code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace touchstone::kernels::attention {

constexpr std::size_t queryTileSize = 64;  // queries that share a pass over their keys
constexpr std::size_t keyBlockSize = 64;   // keys of one online step
constexpr std::size_t mostHeadSize = 128;

// Keys [begin, end). Also the layout of a pair of ints on a device.
struct KeyRange {
    std::int32_t begin = 0, end = 0;
};

// Values are padded to a multiple of the widest panel of the inner loops.
constexpr std::size_t paddedHeadSize(std::size_t headSize)
{
    return (headSize + 31) / 32 * 32;
}
// Keys and values of one head in the layout of the inner loops, block after block: the keys
// transposed [headSize x keyBlockSize], then the values [keyBlockSize x padded], both filled up by
// zeros.
constexpr std::size_t packedBlockFloats(std::size_t headSize)
{
    return keyBlockSize * (headSize + paddedHeadSize(headSize));
}
std::size_t packedFloats(std::size_t keys, std::size_t headSize);

// Keys and values [keys x headSize], rows `stride` floats apart. The row of key i is order[i], or i
// itself when order is empty.
struct KeyRows {
    const float *k = nullptr, *v = nullptr;
    std::size_t stride = 0;
    std::span<const std::int32_t> order;
};
// Packs one block; packed: of the whole head, 64-byte aligned.
void packKeys(const KeyRows &rows, std::size_t headSize, std::size_t keys, std::size_t block,
              float *packed);
// Writes one key and its value into the packed keys of a head; all others stay.
void placeKey(const float *k, const float *v, std::size_t headSize, std::size_t key, float *packed);

// What causal queries see of the keys in their ranges: the query at position t sees no later key,
// and of the others the last `window`, its own among them, and the first `sinks`.
struct Band {
    std::size_t window = std::numeric_limits<std::size_t>::max();  // at least 1
    std::size_t sinks = 0;

    std::size_t firstRecent(std::size_t t) const { return t < window ? 0 : t + 1 - window; }
};

struct QueryTile {
    const float *q = nullptr;  // [queries x headSize], rows `stride` floats apart
    float *out = nullptr;      // as q
    std::size_t queries = 0;   // at most queryTileSize
    std::size_t stride = 0;
    std::span<const std::int32_t> order{};  // rows of q and out, or empty
    const Band *band = nullptr;             // of queries at position, position + 1, ...
    std::size_t position = 0;
    float *lse = nullptr;  // [queries]: log of the sum of e^score, minus infinity without any key

    std::size_t row(std::size_t i) const
    {
        return (order.empty() ? i : std::size_t(order[i])) * stride;
    }
};
// ranges: disjoint, ascending, within the packed keys. Without any key the output is zero.
void attend(const QueryTile &tile, std::size_t headSize, const float *packed,
            std::span<const KeyRange> ranges);

// Multiplications and additions of queries x keys scores and their sums.
constexpr double flops(double pairs, std::size_t headSize)
{
    return 4 * pairs * double(headSize);
}

// Queries with the same keys: [begin, end) of the queries sees `ranges`, each as far as the band
// lets it, if there is one.
struct Group {
    std::size_t begin = 0, end = 0;
    std::vector<KeyRange> ranges;
    std::optional<Band> band{};
};
using Groups = std::vector<Group>;

// Which queries see which keys, for one head: groups cover all queries in ascending order.
double pairs(const Groups &groups);
Groups denseGroups(std::size_t queries, std::size_t keys);
// Token t is query t and key t; a group is a tile.
Groups causalGroups(std::size_t tokens, const Band &band = {});

// Several heads of several batches, each [tokens x headSize], heads and batches apart by strides.
struct Heads {
    const float *q = nullptr, *k = nullptr, *v = nullptr;
    float *out = nullptr;
    std::size_t batches = 1, heads = 1, tokens = 0, headSize = 0;
    std::size_t batchStride = 0, headStride = 0, tokenStride = 0;  // in floats, of q, k, v and out

    std::size_t at(std::size_t batch, std::size_t head) const
    {
        return batch * batchStride + head * headStride;
    }
};
// Scratch for the packed keys of as many heads as go through together.
std::size_t packedFloats(const Heads &heads);
// Of head (batch * heads + head): item, and the head's packed keys.
using HeadWork = std::function<void(std::size_t head, std::size_t item, const float *packed)>;
// Packs the keys of a few heads, as many as a cache holds, and calls work for each of their
// `items`; then the next heads. order: memory row of token i, or empty.
void eachHead(const Heads &heads, std::span<const std::int32_t> order, std::size_t items,
              float *packed, int threads, const HeadWork &work);
// groups: of every head alike. order: also of queries and outputs.
void attendAll(const Heads &heads, const Groups &groups, std::span<const std::int32_t> order,
               float *packed, int threads);

}  // namespace touchstone::kernels::attention
