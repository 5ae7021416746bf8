// Attention over blocks of queries and keys, in vectors; and keys packed into such blocks.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/blocks/attention_simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>

#include "kernels/blocks/attention-inl.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::attention {
namespace HWY_NAMESPACE {

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
    attendTile<microRows>(tile, headSize, packed, ranges, nullptr);
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
