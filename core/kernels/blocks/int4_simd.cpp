// Rounding to 4-bit weights and products with them, in vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/blocks/int4_simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <bit>

#include "kernels/blocks/half-inl.h"
#include "kernels/blocks/int4.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::int4 {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using touchstone::kernels::HWY_NAMESPACE::AsFp16;
using touchstone::kernels::HWY_NAMESPACE::floatTag;
using touchstone::kernels::HWY_NAMESPACE::loadFp16;
using touchstone::kernels::HWY_NAMESPACE::Vec;

// --- rounding: one vector holds one column of as many rows

// At most 16 lanes: a tile is four vectors then, and more with narrower ones.
using Rows = hn::CappedTag<float, 16>;
constexpr Rows rowTag;
using RowsVec = hn::Vec<Rows>;
constexpr std::size_t tileVectors = 4;  // updated together: enough sums to hide their latency

HWY_INLINE RowsVec throughFp16(RowsVec value, Half *to)
{
    const hn::Rebind<hwy::float16_t, Rows> halves;
    const hn::Rebind<std::uint16_t, Rows> words;
    const auto rounded = hn::DemoteTo(halves, value);
    hn::StoreU(hn::BitCast(words, rounded), words, to);
    return hn::PromoteTo(rowTag, rounded);
}

struct Grid {
    RowsVec scale, inverse, minimum;
};

// Spans the range of the tile's weights in `rows` ... and 0.
HWY_INLINE Grid gridOf(const Tile &tile, std::size_t row)
{
    const RowsVec zero = hn::Zero(rowTag);
    RowsVec low = zero, high = zero;
    for (std::size_t k = 0; k < tile.width; ++k) {
        const RowsVec w = hn::LoadU(rowTag, tile.weights + k * tile.stride + row);
        low = hn::Min(low, w);
        high = hn::Max(high, w);
    }
    const RowsVec minimum = throughFp16(low, tile.minima + row);
    const RowsVec scale = throughFp16(hn::Mul(hn::Sub(high, minimum), hn::Set(rowTag, 1.0F / 15)),
                                      tile.scales + row);
    // A group of zeros has no scale: all its codes are 0.
    const RowsVec inverse =
            hn::IfThenZeroElse(hn::Eq(scale, zero), hn::Div(hn::Set(rowTag, 1.0F), scale));
    return {scale, inverse, minimum};
}

// The value that the code of w decodes to; the code goes to the bits of column k of the tile.
HWY_INLINE RowsVec rounded(const Grid &grid, RowsVec w, std::size_t k, std::uint32_t *words)
{
    const hn::RebindToSigned<Rows> ints;
    const hn::RebindToUnsigned<Rows> bits;
    const RowsVec steps = hn::Round(hn::Mul(hn::Sub(w, grid.minimum), grid.inverse));
    const RowsVec q = hn::Min(hn::Max(steps, hn::Zero(rowTag)), hn::Set(rowTag, 15.0F));
    std::uint32_t *word = words + k % groupWords * tileRows;
    const auto code =
            hn::ShiftLeftSame(hn::BitCast(bits, hn::ConvertTo(ints, q)), int(k / groupWords * 4));
    hn::StoreU(hn::Or(hn::LoadU(bits, word), code), bits, word);
    return hn::MulAdd(grid.scale, q, grid.minimum);
}

// What the errors of the columns before k leave of columns k and k + 1, which read them once:
// w_k less the sum over j < k of e_j G_kj.
HWY_INLINE void subtractErrors(const Tile &tile, const float *errors, std::size_t k,
                               std::size_t row, RowsVec (&w0)[tileVectors],
                               RowsVec (&w1)[tileVectors])
{
    const std::size_t lanes = hn::Lanes(rowTag);
    // The last column may have no other beside it.
    const std::size_t next = std::min(k + 1, tile.width - 1);
    const float *g0 = tile.factor + k * tile.factorStride;
    const float *g1 = tile.factor + next * tile.factorStride;
    for (std::size_t v = 0; v < tileVectors; ++v) {
        w0[v] = hn::LoadU(rowTag, tile.weights + k * tile.stride + row + v * lanes);
        w1[v] = hn::LoadU(rowTag, tile.weights + next * tile.stride + row + v * lanes);
    }
    for (std::size_t j = 0; j < k; ++j) {
        const RowsVec factor0 = hn::Set(rowTag, g0[j]), factor1 = hn::Set(rowTag, g1[j]);
        for (std::size_t v = 0; v < tileVectors; ++v) {
            const RowsVec e = hn::Load(rowTag, errors + j * tileRows + row + v * lanes);
            w0[v] = hn::NegMulAdd(factor0, e, w0[v]);
            w1[v] = hn::NegMulAdd(factor1, e, w1[v]);
        }
    }
}

// The errors of column k, over G_kk; they leave w rounded.
HWY_INLINE void roundColumn(const Tile &tile, const Grid (&grids)[tileVectors], std::size_t k,
                            std::size_t row, const RowsVec (&w)[tileVectors], float *errors,
                            RowsVec (&scaled)[tileVectors])
{
    const std::size_t lanes = hn::Lanes(rowTag);
    const RowsVec scale = hn::Set(rowTag, 1 / tile.factor[k * tile.factorStride + k]);
    for (std::size_t v = 0; v < tileVectors; ++v) {
        const RowsVec value = rounded(grids[v], w[v], k, tile.words + row + v * lanes);
        scaled[v] = hn::Mul(hn::Sub(w[v], value), scale);
        hn::Store(scaled[v], rowTag, errors + k * tileRows + row + v * lanes);
        hn::StoreU(scaled[v], rowTag, tile.errors + k * tile.stride + row + v * lanes);
    }
}

// errors: [groupColumns x tileRows].
HWY_INLINE void roundRows(const Tile &tile, std::size_t row, float *errors)
{
    const std::size_t lanes = hn::Lanes(rowTag);
    Grid grids[tileVectors];
    for (std::size_t v = 0; v < tileVectors; ++v) {
        grids[v] = gridOf(tile, row + v * lanes);
    }
    if (!tile.factor) {
        for (std::size_t k = 0; k < tile.width; ++k) {
            for (std::size_t v = 0; v < tileVectors; ++v) {
                const RowsVec w =
                        hn::LoadU(rowTag, tile.weights + k * tile.stride + row + v * lanes);
                static_cast<void>(rounded(grids[v], w, k, tile.words + row + v * lanes));
            }
        }
        return;
    }
    RowsVec w0[tileVectors], w1[tileVectors], error[tileVectors];
    for (std::size_t k = 0; k < tile.width; k += 2) {
        subtractErrors(tile, errors, k, row, w0, w1);
        roundColumn(tile, grids, k, row, w0, errors, error);
        if (k + 1 == tile.width) {
            break;
        }
        const RowsVec g = hn::Set(rowTag, tile.factor[(k + 1) * tile.factorStride + k]);
        for (std::size_t v = 0; v < tileVectors; ++v) {
            w1[v] = hn::NegMulAdd(g, error[v], w1[v]);
        }
        roundColumn(tile, grids, k + 1, row, w1, errors, error);
    }
}

void RoundTile(const Tile &tile)
{
    // A tight copy of the errors: the caller's rows may lie a multiple of 4 KiB apart, which would
    // leave them few places in the first-level cache.
    HWY_ALIGN float errors[groupColumns * tileRows];
    std::fill_n(tile.words, groupWords * tileRows, 0U);
    for (std::size_t row = 0; row < tileRows; row += tileVectors * hn::Lanes(rowTag)) {
        roundRows(tile, row, errors);
    }
}

// --- products with a vector

using Words16 = hn::CappedTag<std::uint32_t, groupWords>;
constexpr Words16 packedWordTag;
using Packed = hn::RebindToFloat<Words16>;
constexpr Packed packedTag;
using PackedVec = hn::Vec<Packed>;

// Four bits from 4 i on as 16^i q: only masked, not shifted; the spread vector makes up for it.
template <int i>
HWY_INLINE PackedVec nibble(hn::Vec<Words16> words)
{
    const hn::RebindToSigned<Words16> ints;
    if constexpr (i == 7) {
        return hn::ConvertTo(packedTag, hn::BitCast(ints, hn::ShiftRight<28>(words)));
    } else {
        const auto mask = hn::Set(packedWordTag, 15U << (4 * i));
        return hn::ConvertTo(packedTag, hn::BitCast(ints, hn::And(words, mask)));
    }
}

// Sum of q x over one group, in lanes.
HWY_INLINE PackedVec groupDot(const std::uint32_t *words, const float *spread)
{
    PackedVec even = hn::Zero(packedTag), odd = even;
    for (std::size_t l = 0; l < groupWords; l += hn::Lanes(packedTag)) {
        const auto bits = hn::LoadU(packedWordTag, words + l);
        const auto x = [&](std::size_t i) HWY_ATTR {
            return hn::LoadU(packedTag, spread + i * groupWords + l);
        };
        even = hn::MulAdd(nibble<0>(bits), x(0), even);
        odd = hn::MulAdd(nibble<1>(bits), x(1), odd);
        even = hn::MulAdd(nibble<2>(bits), x(2), even);
        odd = hn::MulAdd(nibble<3>(bits), x(3), odd);
        even = hn::MulAdd(nibble<4>(bits), x(4), even);
        odd = hn::MulAdd(nibble<5>(bits), x(5), odd);
        even = hn::MulAdd(nibble<6>(bits), x(6), even);
        odd = hn::MulAdd(nibble<7>(bits), x(7), odd);
    }
    return hn::Add(even, odd);
}

void GemvRows(const Layout &layout, const Weights &weights, const float *spread, float *y,
              std::size_t begin, std::size_t end)
{
    const std::size_t groups = layout.groups();
    const float *sums = spread + groups * groupColumns;
    for (std::size_t r = begin; r < end; ++r) {
        PackedVec dot = hn::Zero(packedTag);
        float offset = 0;
        for (std::size_t first = 0; first < groups; first += gridsAtOnce) {
            HWY_ALIGN float grids[2 * gridsAtOnce];
            const Half *stored = weights.grids + 2 * (r * groups + first);
            for (std::size_t i = 0; i < 2 * gridsAtOnce; i += hn::Lanes(packedTag)) {
                hn::Store(loadFp16(packedTag, stored + i), packedTag, grids + i);
            }
            for (std::size_t g = first; g < std::min(groups, first + gridsAtOnce); ++g) {
                const float *grid = grids + 2 * (g - first);
                const PackedVec part = groupDot(weights.words + (r * groups + g) * groupWords,
                                                spread + g * groupColumns);
                dot = hn::MulAdd(hn::Set(packedTag, grid[0]), part, dot);
                offset += grid[1] * sums[g];
            }
        }
        y[r] = hn::GetLane(hn::SumOfLanes(packedTag, dot)) + offset;
    }
}

void GemvFp16Rows(std::size_t columns, const Half *weights, const float *x, float *y,
                  std::size_t begin, std::size_t end)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    for (std::size_t r = begin; r < end; ++r) {
        const Half *w = weights + r * columns;
        Vec s0 = hn::Zero(floatTag), s1 = s0, s2 = s0, s3 = s0;
        const auto add = [&](std::size_t c, Vec sum) HWY_ATTR {
            return hn::MulAdd(AsFp16::load(w + c), hn::LoadU(floatTag, x + c), sum);
        };
        std::size_t c = 0;
        for (; c + 4 * lanes <= columns; c += 4 * lanes) {
            s0 = add(c, s0);
            s1 = add(c + lanes, s1);
            s2 = add(c + 2 * lanes, s2);
            s3 = add(c + 3 * lanes, s3);
        }
        for (; c + lanes <= columns; c += lanes) {
            s0 = add(c, s0);
        }
        const Vec sum = hn::Add(hn::Add(s0, s1), hn::Add(s2, s3));
        float total = hn::GetLane(hn::SumOfLanes(floatTag, sum));
        for (; c < columns; ++c) {
            total += fromFp16(w[c]) * x[c];
        }
        y[r] = total;
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::int4
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels::int4 {

HWY_EXPORT(RoundTile);
HWY_EXPORT(GemvRows);
HWY_EXPORT(GemvFp16Rows);

void roundTile(const Tile &tile)
{
    HWY_DYNAMIC_DISPATCH(RoundTile)(tile);
}

void spreadVector(const Layout &layout, const float *x, float *spread)
{
    float *sums = spread + layout.groups() * groupColumns;
    std::fill(spread, sums + layout.groups(), 0.0F);
    for (std::size_t first = 0; first < layout.columns; first += groupWords) {
        const std::size_t i = first % groupColumns / groupWords;
        const float scale = i == 7 ? 1.0F : std::bit_cast<float>(std::uint32_t(127 - 4 * i) << 23);
        const std::size_t count = std::min(groupWords, layout.columns - first);
        float sum = 0;
        for (std::size_t c = first; c < first + count; ++c) {
            spread[c] = x[c] * scale;  // 16^-i
            sum += x[c];
        }
        sums[first / groupColumns] += sum;
    }
}

void gemvRows(const Layout &layout, const Weights &weights, const float *spread, float *y,
              std::size_t begin, std::size_t end)
{
    HWY_DYNAMIC_DISPATCH(GemvRows)(layout, weights, spread, y, begin, end);
}

void gemvFp16Rows(std::size_t columns, const Half *weights, const float *x, float *y,
                  std::size_t begin, std::size_t end)
{
    HWY_DYNAMIC_DISPATCH(GemvFp16Rows)(columns, weights, x, y, begin, end);
}

}  // namespace touchstone::kernels::int4
#endif
