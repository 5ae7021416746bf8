// Attention over blocks of queries and keys, in vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/blocks/attention_simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/blocks/attention.h"
#include "kernels/blocks/exp2-inl.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::attention {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using touchstone::kernels::HWY_NAMESPACE::exp2OfNegative;

// 16 lanes at most: a panel of two vectors then divides a block of keys.
using Floats = hn::CappedTag<float, 16>;
using Vec = hn::Vec<Floats>;
constexpr Floats floatTag;

// Accumulators of a micro-tile stay in registers: rows x 2 vectors, of 32 or of 16 registers.
constexpr std::size_t microRows = HWY_TARGET <= HWY_AVX3 ? 8 : 4;
static_assert(queryTileSize % microRows == 0);

constexpr float minusInfinity = -std::numeric_limits<float>::infinity();

// c[microRows x 2 vectors] (+)= a[microRows x k] * b[k x 2 vectors], row strides in floats.
template <bool adds>
HWY_INLINE void multiplyTile(const float *a, std::size_t strideA, const float *b,
                             std::size_t strideB, float *c, std::size_t strideC, std::size_t k)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    Vec left[microRows];
    Vec right[microRows];
    for (std::size_t r = 0; r < microRows; ++r) {
        left[r] = adds ? hn::Load(floatTag, c + r * strideC) : hn::Zero(floatTag);
        right[r] = adds ? hn::Load(floatTag, c + r * strideC + lanes) : hn::Zero(floatTag);
    }
    for (std::size_t p = 0; p < k; ++p) {
        const Vec b0 = hn::Load(floatTag, b + p * strideB);
        const Vec b1 = hn::Load(floatTag, b + p * strideB + lanes);
        for (std::size_t r = 0; r < microRows; ++r) {
            const Vec value = hn::Set(floatTag, a[r * strideA + p]);
            left[r] = hn::MulAdd(value, b0, left[r]);
            right[r] = hn::MulAdd(value, b1, right[r]);
        }
    }
    for (std::size_t r = 0; r < microRows; ++r) {
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

// Keys of a block outside of [begin, end) do not count: their weights are lost beside the others.
HWY_INLINE void maskBlock(State &s, std::size_t rows, std::size_t begin, std::size_t end)
{
    for (std::size_t r = 0; r < rows; ++r) {
        float *row = s.scores + r * keyBlockSize;
        std::fill(row, row + begin, minusInfinity);
        std::fill(row + end, row + keyBlockSize, minusInfinity);
    }
}

// Takes the sums of a row against another top.
void rescale(State &s, std::size_t r, std::size_t padded, float top)
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
        s.top[r] = hn::GetLane(hn::MaxOfLanes(floatTag, most));
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

// One block of keys for the whole tile; of its keys [begin, end) count.
template <bool isFirst>
void addBlock(State &s, std::size_t rows, std::size_t headSize, std::size_t padded,
              const float *block, std::size_t begin, std::size_t end)
{
    const std::size_t panel = 2 * hn::Lanes(floatTag);
    const float *keys = block;
    const float *values = block + headSize * keyBlockSize;
    for (std::size_t j = begin / panel * panel; j < end; j += panel) {
        for (std::size_t r = 0; r < rows; r += microRows) {
            multiplyTile<false>(s.q + r * headSize, headSize, keys + j, keyBlockSize,
                                s.scores + r * keyBlockSize + j, keyBlockSize, headSize);
        }
    }
    if (begin > 0 || end < keyBlockSize) {
        maskBlock(s, rows, begin, end);
    }
    for (std::size_t r = 0; r < rows; ++r) {
        weighRow<isFirst>(s, r, padded);
    }
    for (std::size_t j = 0; j < padded; j += panel) {
        for (std::size_t r = 0; r < rows; r += microRows) {
            multiplyTile<!isFirst>(s.scores + r * keyBlockSize + begin, keyBlockSize,
                                   values + begin * padded + j, padded, s.sums + r * padded + j,
                                   padded, end - begin);
        }
    }
}

// Four rows beside each other become four columns: to[c * keyBlockSize + i] = rows[i][c].
HWY_INLINE void transposeFour(const float *const rows[4], std::size_t headSize, float *to)
{
    std::size_t c = 0;
#if HWY_TARGET != HWY_SCALAR
    constexpr hn::FixedTag<float, 4> four;
    for (; c + 4 <= headSize; c += 4) {
        const auto r0 = hn::LoadU(four, rows[0] + c), r1 = hn::LoadU(four, rows[1] + c);
        const auto r2 = hn::LoadU(four, rows[2] + c), r3 = hn::LoadU(four, rows[3] + c);
        const auto even = hn::InterleaveLower(four, r0, r2);
        const auto odd = hn::InterleaveLower(four, r1, r3);
        const auto evenUpper = hn::InterleaveUpper(four, r0, r2);
        const auto oddUpper = hn::InterleaveUpper(four, r1, r3);
        float *column = to + c * keyBlockSize;
        hn::Store(hn::InterleaveLower(four, even, odd), four, column);
        hn::Store(hn::InterleaveUpper(four, even, odd), four, column + keyBlockSize);
        hn::Store(hn::InterleaveLower(four, evenUpper, oddUpper), four, column + 2 * keyBlockSize);
        hn::Store(hn::InterleaveUpper(four, evenUpper, oddUpper), four, column + 3 * keyBlockSize);
    }
#endif
    for (; c < headSize; ++c) {
        for (std::size_t i = 0; i < 4; ++i) {
            to[c * keyBlockSize + i] = rows[i][c];
        }
    }
}

void PackKeys(const KeyRows &rows, std::size_t headSize, std::size_t keys, std::size_t block,
              float *packed)
{
    const std::size_t padded = paddedHeadSize(headSize);
    const std::size_t first = block * keyBlockSize;
    const std::size_t count = std::min(keyBlockSize, keys - first);
    float *transposed = packed + block * packedBlockFloats(headSize);
    float *values = transposed + headSize * keyBlockSize;
    if (count < keyBlockSize || headSize < padded) {
        std::fill(transposed, transposed + packedBlockFloats(headSize), 0.0F);
    }
    const auto rowOf = [&](std::size_t i) {
        return rows.stride * (rows.order.empty() ? first + i : std::size_t(rows.order[first + i]));
    };
    std::size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        const float *const four[] = {rows.k + rowOf(i), rows.k + rowOf(i + 1),
                                     rows.k + rowOf(i + 2), rows.k + rowOf(i + 3)};
        transposeFour(four, headSize, transposed + i);
    }
    for (; i < count; ++i) {
        for (std::size_t c = 0; c < headSize; ++c) {
            transposed[c * keyBlockSize + i] = rows.k[rowOf(i) + c];
        }
    }
    for (i = 0; i < count; ++i) {
        std::copy_n(rows.v + rowOf(i), headSize, values + i * padded);
    }
}

void Attend(const QueryTile &tile, std::size_t headSize, const float *packed,
            std::span<const KeyRange> ranges)
{
    State s;
    const std::size_t lanes = hn::Lanes(floatTag);
    const std::size_t padded = paddedHeadSize(headSize);
    const std::size_t rows = (tile.queries + microRows - 1) / microRows * microRows;
    const float scale = 1.44269504F / std::sqrt(float(headSize));
    const auto rowOf = [&](std::size_t i) {
        return (tile.order.empty() ? i : std::size_t(tile.order[i])) * tile.stride;
    };
    std::fill(s.q + tile.queries * headSize, s.q + rows * headSize, 0.0F);
    for (std::size_t i = 0; i < tile.queries; ++i) {
        const float *query = tile.q + rowOf(i);
        for (std::size_t c = 0; c < headSize; ++c) {
            s.q[i * headSize + c] = query[c] * scale;
        }
    }
    bool first = true;
    for (const KeyRange &range : ranges) {
        const auto begin = std::size_t(range.begin);
        const auto end = std::size_t(range.end);
        for (std::size_t b = begin / keyBlockSize; b * keyBlockSize < end; ++b) {
            const std::size_t at = b * keyBlockSize;
            const auto add = first ? addBlock<true> : addBlock<false>;
            add(s, rows, headSize, padded, packed + b * packedBlockFloats(headSize),
                std::max(begin, at) - at, std::min(end - at, keyBlockSize));
            first = false;
        }
    }
    if (first) {  // no key at all
        std::fill(s.sums, s.sums + rows * padded, 0.0F);
        std::fill(s.weights, s.weights + rows * lanes, 0.0F);
    }
    for (std::size_t i = 0; i < tile.queries; ++i) {
        const float weight =
                hn::GetLane(hn::SumOfLanes(floatTag, hn::Load(floatTag, s.weights + i * lanes)));
        const float inverse = weight > 0 ? 1.0F / weight : 0.0F;
        float *out = tile.out + rowOf(i);
        for (std::size_t c = 0; c < headSize; ++c) {
            out[c] = s.sums[i * padded + c] * inverse;
        }
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::attention
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace touchstone::kernels::attention {

HWY_EXPORT(Attend);
HWY_EXPORT(PackKeys);

void packKeys(const KeyRows &rows, std::size_t headSize, std::size_t keys, std::size_t block,
              float *packed)
{
    HWY_DYNAMIC_DISPATCH(PackKeys)(rows, headSize, keys, block, packed);
}

void attend(const QueryTile &tile, std::size_t headSize, const float *packed,
            std::span<const KeyRange> ranges)
{
    HWY_DYNAMIC_DISPATCH(Attend)(tile, headSize, packed, ranges);
}

}  // namespace touchstone::kernels::attention

#endif  // HWY_ONCE
