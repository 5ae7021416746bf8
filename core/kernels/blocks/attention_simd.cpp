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
constexpr Floats kFloats;

// Accumulators of a micro-tile stay in registers: rows x 2 vectors, of 32 or of 16 registers.
constexpr std::size_t kRows = HWY_TARGET <= HWY_AVX3 ? 8 : 4;
static_assert(kQueryTile % kRows == 0);

constexpr float kMinusInfinity = -std::numeric_limits<float>::infinity();

// c[kRows x 2 vectors] (+)= a[kRows x k] * b[k x 2 vectors], row strides in floats.
template <bool kAdd>
HWY_INLINE void multiplyTile(const float *a, std::size_t strideA, const float *b,
                             std::size_t strideB, float *c, std::size_t strideC, std::size_t k)
{
    const std::size_t lanes = hn::Lanes(kFloats);
    Vec left[kRows];
    Vec right[kRows];
    for (std::size_t r = 0; r < kRows; ++r) {
        left[r] = kAdd ? hn::Load(kFloats, c + r * strideC) : hn::Zero(kFloats);
        right[r] = kAdd ? hn::Load(kFloats, c + r * strideC + lanes) : hn::Zero(kFloats);
    }
    for (std::size_t p = 0; p < k; ++p) {
        const Vec b0 = hn::Load(kFloats, b + p * strideB);
        const Vec b1 = hn::Load(kFloats, b + p * strideB + lanes);
        for (std::size_t r = 0; r < kRows; ++r) {
            const Vec value = hn::Set(kFloats, a[r * strideA + p]);
            left[r] = hn::MulAdd(value, b0, left[r]);
            right[r] = hn::MulAdd(value, b1, right[r]);
        }
    }
    for (std::size_t r = 0; r < kRows; ++r) {
        hn::Store(left[r], kFloats, c + r * strideC);
        hn::Store(right[r], kFloats, c + r * strideC + lanes);
    }
}

// The state of one tile: what the online softmax carries from block to block.
struct State {
    HWY_ALIGN float q[kQueryTile * kMostHeadSize];     // scaled by log2(e) / sqrt(headSize)
    HWY_ALIGN float scores[kQueryTile * kKeyBlock];    // then the weights
    HWY_ALIGN float sums[kQueryTile * kMostHeadSize];  // of weights times values
    float top[kQueryTile];                             // largest score of a query so far
    float weight[kQueryTile];                          // sum of its weights
};

// Keys of a block outside of [begin, end) do not count.
HWY_INLINE void maskBlock(State &s, std::size_t rows, std::size_t begin, std::size_t end)
{
    for (std::size_t r = 0; r < rows; ++r) {
        float *row = s.scores + r * kKeyBlock;
        std::fill(row, row + begin, kMinusInfinity);
        std::fill(row + end, row + kKeyBlock, kMinusInfinity);
    }
}

// Scores of a row become weights 2^(score - top); sums so far shrink when the top rises.
HWY_INLINE void weighRow(State &s, std::size_t r, std::size_t padded)
{
    const std::size_t lanes = hn::Lanes(kFloats);
    float *row = s.scores + r * kKeyBlock;
    Vec most = hn::Load(kFloats, row);
    for (std::size_t i = lanes; i < kKeyBlock; i += lanes) {
        most = hn::Max(most, hn::Load(kFloats, row + i));
    }
    const float blockTop = hn::GetLane(hn::MaxOfLanes(kFloats, most));
    if (blockTop > s.top[r]) {
        const Vec shrink = exp2OfNegative(kFloats, hn::Set(kFloats, s.top[r] - blockTop));
        s.weight[r] *= hn::GetLane(shrink);
        float *sums = s.sums + r * padded;
        for (std::size_t i = 0; i < padded; i += lanes) {
            hn::Store(hn::Mul(hn::Load(kFloats, sums + i), shrink), kFloats, sums + i);
        }
        s.top[r] = blockTop;
    }
    const Vec top = hn::Set(kFloats, s.top[r]);
    Vec total = hn::Zero(kFloats);
    for (std::size_t i = 0; i < kKeyBlock; i += lanes) {
        const Vec score = hn::Load(kFloats, row + i);
        const auto masked = hn::Eq(score, hn::Set(kFloats, kMinusInfinity));
        const Vec weight = hn::IfThenZeroElse(masked, exp2OfNegative(kFloats, hn::Sub(score, top)));
        hn::Store(weight, kFloats, row + i);
        total = hn::Add(total, weight);
    }
    s.weight[r] += hn::GetLane(hn::SumOfLanes(kFloats, total));
}

// One block of keys for the whole tile; of its keys [begin, end) count.
HWY_INLINE void addBlock(State &s, std::size_t rows, std::size_t headSize, std::size_t padded,
                         const float *block, std::size_t begin, std::size_t end)
{
    const std::size_t panel = 2 * hn::Lanes(kFloats);
    const float *keys = block;
    const float *values = block + headSize * kKeyBlock;
    for (std::size_t j = 0; j < kKeyBlock; j += panel) {
        for (std::size_t r = 0; r < rows; r += kRows) {
            multiplyTile<false>(s.q + r * headSize, headSize, keys + j, kKeyBlock,
                                s.scores + r * kKeyBlock + j, kKeyBlock, headSize);
        }
    }
    if (begin > 0 || end < kKeyBlock) {
        maskBlock(s, rows, begin, end);
    }
    for (std::size_t r = 0; r < rows; ++r) {
        weighRow(s, r, padded);
    }
    for (std::size_t j = 0; j < padded; j += panel) {
        for (std::size_t r = 0; r < rows; r += kRows) {
            multiplyTile<true>(s.scores + r * kKeyBlock, kKeyBlock, values + j, padded,
                               s.sums + r * padded + j, padded, kKeyBlock);
        }
    }
}

void Attend(const QueryTile &tile, std::size_t headSize, const float *packed,
            std::span<const KeyRange> ranges)
{
    State s;
    const std::size_t padded = paddedHeadSize(headSize);
    const std::size_t rows = (tile.queries + kRows - 1) / kRows * kRows;
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
    std::fill(s.sums, s.sums + rows * padded, 0.0F);
    // Far below every score, yet finite: the first block's shrink is then 0 and not NaN.
    std::fill(s.top, s.top + rows, std::numeric_limits<float>::lowest() / 2);
    std::fill(s.weight, s.weight + rows, 0.0F);
    for (const KeyRange &range : ranges) {
        const auto begin = std::size_t(range.begin);
        const auto end = std::size_t(range.end);
        for (std::size_t b = begin / kKeyBlock; b * kKeyBlock < end; ++b) {
            const std::size_t first = b * kKeyBlock;
            addBlock(s, rows, headSize, padded, packed + b * packedBlockFloats(headSize),
                     std::max(begin, first) - first, std::min(end - first, kKeyBlock));
        }
    }
    for (std::size_t i = 0; i < tile.queries; ++i) {
        const float inverse = s.weight[i] > 0 ? 1.0F / s.weight[i] : 0.0F;
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

void attend(const QueryTile &tile, std::size_t headSize, const float *packed,
            std::span<const KeyRange> ranges)
{
    HWY_DYNAMIC_DISPATCH(Attend)(tile, headSize, packed, ranges);
}

}  // namespace touchstone::kernels::attention

#endif  // HWY_ONCE
