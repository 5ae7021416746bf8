// Online-softmax attention of a tile of queries over packed blocks of keys and values, stored as
// float or as fp16; what attention_simd.cpp and kv_cache_simd.cpp share. Included once per Highway
// target, after highway.h, in a file that is compiled by foreach_target.h.
#if defined(TOUCHSTONE_ATTENTION_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef TOUCHSTONE_ATTENTION_INL_H
#undef TOUCHSTONE_ATTENTION_INL_H
#else
#define TOUCHSTONE_ATTENTION_INL_H
#endif

#include "kernels/blocks/attention.h"
#include "kernels/blocks/exp2-inl.h"
#include "kernels/blocks/half-inl.h"

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::attention {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using touchstone::kernels::HWY_NAMESPACE::exp2OfNegative;
using touchstone::kernels::HWY_NAMESPACE::loadFp16;

// 16 lanes at most: a panel of two vectors then divides a block of keys.
using Floats = hn::CappedTag<float, 16>;
using Vec = hn::Vec<Floats>;
constexpr Floats floatTag;

// Accumulators of a micro-tile stay in registers: rows x 2 vectors, of 32 or of 16 registers.
constexpr std::size_t microRows = HWY_TARGET <= HWY_AVX3 ? 8 : 4;
static_assert(queryTileSize % microRows == 0);

constexpr float minusInfinity = -std::numeric_limits<float>::infinity();
// The top of a row whose first block holds no key that it sees: finite, and below every score.
constexpr float lowestTop = -1e30F;

HWY_INLINE Vec loadElements(const float *from)
{
    return hn::Load(floatTag, from);
}
HWY_INLINE Vec loadElements(const Half *from)
{
    return loadFp16(floatTag, from);
}

// c[rows x 2 vectors] (+)= a[rows x k] * b[k x 2 vectors], row strides in elements.
template <bool adds, std::size_t rows, class T>
HWY_INLINE void multiplyTile(const float *a, std::size_t strideA, const T *b, std::size_t strideB,
                             float *c, std::size_t strideC, std::size_t k)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    Vec left[rows];
    Vec right[rows];
    for (std::size_t r = 0; r < rows; ++r) {
        left[r] = adds ? hn::Load(floatTag, c + r * strideC) : hn::Zero(floatTag);
        right[r] = adds ? hn::Load(floatTag, c + r * strideC + lanes) : hn::Zero(floatTag);
    }
    for (std::size_t p = 0; p < k; ++p) {
        const Vec b0 = loadElements(b + p * strideB);
        const Vec b1 = loadElements(b + p * strideB + lanes);
        for (std::size_t r = 0; r < rows; ++r) {
            const Vec value = hn::Set(floatTag, a[r * strideA + p]);
            left[r] = hn::MulAdd(value, b0, left[r]);
            right[r] = hn::MulAdd(value, b1, right[r]);
        }
    }
    for (std::size_t r = 0; r < rows; ++r) {
        hn::Store(left[r], floatTag, c + r * strideC);
        hn::Store(right[r], floatTag, c + r * strideC + lanes);
    }
}

// A top rises only when a score lies this far above it, so that sums seldom shrink; weights of up
// to 2^8 are as exact as those below 1. As in FlashAttention-4.
constexpr float topSlack = 8.0F;

// The state of one tile: what the online softmax carries from block to block.
struct State {
    HWY_ALIGN float q[queryTileSize * mostHeadSize];       // scaled by log2(e) / sqrt(headSize)
    HWY_ALIGN float scores[queryTileSize * keyBlockSize];  // then the weights
    HWY_ALIGN float sums[queryTileSize * mostHeadSize];    // of weights times values
    HWY_ALIGN float weights[queryTileSize * 16];           // their sum so far, a vector a query
    float top[queryTileSize];  // what a query's scores are taken against
};

// What one step works on: of the keys [at, at + keyBlockSize) those in [begin, end), counted from
// `at`. bias: of key `at`, or nullptr.
template <class T>
struct Block {
    const T *keys, *values;
    std::size_t at, begin, end;
    const float *bias;
};

// Keys that do not count: their weights are lost beside the others.
HWY_INLINE void maskBlock(State &s, std::size_t rows, std::size_t begin, std::size_t end)
{
    for (std::size_t r = 0; r < rows; ++r) {
        float *row = s.scores + r * keyBlockSize;
        std::fill(row, row + begin, minusInfinity);
        std::fill(row + end, row + keyBlockSize, minusInfinity);
    }
}

// Keys of a block that the query of row r, at position + r, does not see.
HWY_INLINE void maskBand(State &s, std::size_t rows, std::size_t at, const Band &band,
                         std::size_t position)
{
    const auto within = [at](std::size_t key) {
        return std::min(key - std::min(key, at), keyBlockSize);
    };
    for (std::size_t r = 0; r < rows; ++r) {
        const std::size_t t = position + r;
        const std::size_t sinks = within(std::min(band.sinks, t + 1));
        const std::size_t recent = within(band.firstRecent(t)), later = within(t + 1);
        float *row = s.scores + r * keyBlockSize;
        std::fill(row + sinks, row + std::max(sinks, recent), minusInfinity);
        std::fill(row + std::max(sinks, later), row + keyBlockSize, minusInfinity);
    }
}

HWY_INLINE void addBias(State &s, std::size_t rows, const float *bias, std::size_t begin,
                        std::size_t end)
{
    for (std::size_t r = 0; r < rows; ++r) {
        float *row = s.scores + r * keyBlockSize;
        for (std::size_t j = begin; j < end; ++j) {
            row[j] += 1.44269504F * bias[j];
        }
    }
}

// Takes the sums of a row against another top.
HWY_INLINE void rescale(State &s, std::size_t r, std::size_t padded, float top)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    const Vec shrink = exp2OfNegative(floatTag, hn::Set(floatTag, s.top[r] - top));
    float *weights = s.weights + r * lanes;
    hn::Store(hn::Mul(hn::Load(floatTag, weights), shrink), floatTag, weights);
    float *sums = s.sums + r * padded;
    for (std::size_t i = 0; i < padded; i += lanes) {
        hn::Store(hn::Mul(hn::Load(floatTag, sums + i), shrink), floatTag, sums + i);
    }
    s.top[r] = top;
}

// Scores of a row become weights 2^(score - top). isFirst: of the first keys, which set the top.
template <bool isFirst>
HWY_INLINE void weighRow(State &s, std::size_t r, std::size_t padded)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    float *row = s.scores + r * keyBlockSize;
    Vec most = hn::Load(floatTag, row);
    for (std::size_t i = lanes; i < keyBlockSize; i += lanes) {
        most = hn::Max(most, hn::Load(floatTag, row + i));
    }
    if constexpr (isFirst) {
        s.top[r] = std::max(hn::GetLane(hn::MaxOfLanes(floatTag, most)), lowestTop);
    } else if (!hn::AllFalse(floatTag, hn::Gt(most, hn::Set(floatTag, s.top[r] + topSlack)))) {
        rescale(s, r, padded, hn::GetLane(hn::MaxOfLanes(floatTag, most)));
    }
    const Vec top = hn::Set(floatTag, s.top[r]);
    Vec total = isFirst ? hn::Zero(floatTag) : hn::Load(floatTag, s.weights + r * lanes);
    for (std::size_t i = 0; i < keyBlockSize; i += lanes) {
        const Vec weight = exp2OfNegative(floatTag, hn::Sub(hn::Load(floatTag, row + i), top));
        hn::Store(weight, floatTag, row + i);
        total = hn::Add(total, weight);
    }
    hn::Store(total, floatTag, s.weights + r * lanes);
}

// One block of keys for the whole tile: `rows` rows, a multiple of micro.
template <bool isFirst, std::size_t micro, class T>
void addBlock(State &s, std::size_t rows, std::size_t headSize, const QueryTile &tile,
              const Block<T> &block)
{
    const std::size_t panel = 2 * hn::Lanes(floatTag), padded = paddedHeadSize(headSize);
    const std::size_t begin = block.begin, end = block.end;
    for (std::size_t j = begin / panel * panel; j < end; j += panel) {
        for (std::size_t r = 0; r < rows; r += micro) {
            multiplyTile<false, micro>(s.q + r * headSize, headSize, block.keys + j, keyBlockSize,
                                       s.scores + r * keyBlockSize + j, keyBlockSize, headSize);
        }
    }
    if (block.bias) {
        addBias(s, rows, block.bias, begin, end);
    }
    if (begin > 0 || end < keyBlockSize) {
        maskBlock(s, rows, begin, end);
    }
    if (tile.band) {
        maskBand(s, rows, block.at, *tile.band, tile.position);
    }
    for (std::size_t r = 0; r < rows; ++r) {
        weighRow<isFirst>(s, r, padded);
    }
    for (std::size_t j = 0; j < padded; j += panel) {
        for (std::size_t r = 0; r < rows; r += micro) {
            multiplyTile<!isFirst, micro>(s.scores + r * keyBlockSize + begin, keyBlockSize,
                                          block.values + begin * padded + j, padded,
                                          s.sums + r * padded + j, padded, end - begin);
        }
    }
}

// Outputs and log-sum-exps of the tile from its sums; hasKeys: it has seen a block.
HWY_INLINE void writeTile(const State &s, const QueryTile &tile, std::size_t headSize, bool hasKeys)
{
    const std::size_t lanes = hn::Lanes(floatTag), padded = paddedHeadSize(headSize);
    for (std::size_t i = 0; i < tile.queries; ++i) {
        const float weight = hasKeys ? hn::GetLane(hn::SumOfLanes(
                                     floatTag, hn::Load(floatTag, s.weights + i * lanes)))
                                     : 0.0F;
        const float inverse = weight > 0 ? 1.0F / weight : 0.0F;
        float *out = tile.out + tile.row(i);
        for (std::size_t c = 0; c < headSize; ++c) {
            out[c] = hasKeys ? s.sums[i * padded + c] * inverse : 0.0F;
        }
        if (tile.lse) {
            tile.lse[i] = hasKeys ? 0.693147181F * s.top[i] + std::log(weight) : minusInfinity;
        }
    }
}

// packed: blocks of one head, see attention.h. bias: of each of its keys, added to the scaled
// scores, or nullptr.
template <std::size_t micro, class T>
HWY_INLINE void attendTile(const QueryTile &tile, std::size_t headSize, const T *packed,
                           std::span<const KeyRange> ranges, const float *bias)
{
    State s;
    const std::size_t rows = (tile.queries + micro - 1) / micro * micro;
    const float scale = 1.44269504F / std::sqrt(float(headSize));
    std::fill(s.q + tile.queries * headSize, s.q + rows * headSize, 0.0F);
    for (std::size_t i = 0; i < tile.queries; ++i) {
        const float *query = tile.q + tile.row(i);
        for (std::size_t c = 0; c < headSize; ++c) {
            s.q[i * headSize + c] = query[c] * scale;
        }
    }
    bool first = true;
    for (const KeyRange &range : ranges) {
        const auto begin = std::size_t(range.begin), end = std::size_t(range.end);
        for (std::size_t b = begin / keyBlockSize; b * keyBlockSize < end; ++b) {
            const std::size_t at = b * keyBlockSize;
            const T *keys = packed + b * packedBlockFloats(headSize);
            const Block<T> block{keys,
                                 keys + headSize * keyBlockSize,
                                 at,
                                 std::max(begin, at) - at,
                                 std::min(end - at, keyBlockSize),
                                 bias ? bias + at : nullptr};
            const auto add = first ? addBlock<true, micro, T> : addBlock<false, micro, T>;
            add(s, rows, headSize, tile, block);
            first = false;
        }
    }
    writeTile(s, tile, headSize, !first);
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::attention
HWY_AFTER_NAMESPACE();

#endif
