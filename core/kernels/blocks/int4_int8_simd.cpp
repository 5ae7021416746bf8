// Products of 4-bit weights with 8-bit activations, in vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/blocks/int4_int8_simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include <algorithm>

#include "kernels/blocks/half-inl.h"
#include "kernels/blocks/int4.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::int4 {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using touchstone::kernels::HWY_NAMESPACE::loadFp16;

constexpr std::size_t prefetchedWords =
        1024;  // words fetched ahead of their turn, as far as a page

#if HWY_TARGET == HWY_SCALAR

void GemvInt8Rows(const Layout &layout, const Weights &weights, const Vector8 &x, float *y,
                  std::size_t begin, std::size_t end)
{
    const std::size_t groups = layout.groups();
    for (std::size_t r = begin; r < end; ++r) {
        float sum = 0;
        for (std::size_t g = 0; g < groups; ++g) {
            std::int32_t dot = 0;
            for (std::size_t place = 0; place < groupColumns; ++place) {
                const std::size_t byte = place % (groupColumns / 2),
                                  odd = place / (groupColumns / 2);
                const std::uint32_t word = weights.words[(r * groups + g) * groupWords + byte / 4];
                dot += std::int32_t(word >> (8 * (byte % 4) + 4 * odd) & 15U)
                       * x.codes[g * groupColumns + place];
            }
            const Half *grid = weights.grids + 2 * (r * groups + g);
            sum += fromFp16(grid[0]) * x.steps[2 * g] * float(dot)
                   + fromFp16(grid[1]) * x.steps[2 * g + 1];
        }
        y[r] = sum;
    }
}

#else

using Words16 = hn::CappedTag<std::uint32_t, groupWords>;
constexpr Words16 packedWordTag;
using Packed = hn::RebindToFloat<Words16>;
constexpr Packed packedTag;
using PackedVec = hn::Vec<Packed>;
using Ints = hn::RebindToSigned<Words16>;
constexpr Ints intTag;
using Bytes = hn::Repartition<std::int8_t, Words16>;
constexpr Bytes byteTag;
using Shorts = hn::Repartition<std::int16_t, Words16>;
constexpr Shorts shortTag;

// Sums of two products each of q from 0 to 15 and bytes a. Highway has no name for this one
// instruction.
HWY_INLINE hn::Vec<Shorts> pairSums(hn::Vec<Shorts> q, hn::Vec<Bytes> a)
{
#if HWY_TARGET <= HWY_AVX3
    return hn::Vec<Shorts>{_mm512_maddubs_epi16(q.raw, a.raw)};
#elif HWY_TARGET <= HWY_AVX2
    return hn::Vec<Shorts>{_mm256_maddubs_epi16(q.raw, a.raw)};
#else
    const auto pairs = hn::BitCast(shortTag, a);
    const auto even = hn::Mul(hn::And(q, hn::Set(shortTag, 0xFF)),
                              hn::ShiftRight<8>(hn::ShiftLeft<8>(pairs)));
    return hn::Add(even, hn::Mul(hn::ShiftRight<8>(q), hn::ShiftRight<8>(pairs)));
#endif
}

// Sum of q a over one group, exact, in lanes.
HWY_INLINE hn::Vec<Ints> groupDot(const std::uint32_t *words, const std::int8_t *codes)
{
    const auto mask = hn::Set(shortTag, 0xF0F);
    auto sum = hn::Zero(shortTag);  // of at most eight products of 15 and 127: no overflow
    for (std::size_t l = 0; l < groupWords; l += hn::Lanes(packedTag)) {
        const auto bits = hn::BitCast(shortTag, hn::LoadU(packedWordTag, words + l));
        const auto even = hn::LoadU(byteTag, codes + 4 * l);
        const auto odd = hn::LoadU(byteTag, codes + groupColumns / 2 + 4 * l);
        sum = hn::Add(sum, pairSums(hn::And(bits, mask), even));
        sum = hn::Add(sum, pairSums(hn::And(hn::ShiftRight<4>(bits), mask), odd));
    }
    auto unused = hn::Zero(intTag);
    return hn::ReorderWidenMulAccumulate(intTag, sum, hn::Set(shortTag, 1), hn::Zero(intTag),
                                         unused);
}

void GemvInt8Rows(const Layout &layout, const Weights &weights, const Vector8 &x, float *y,
                  std::size_t begin, std::size_t end)
{
    const std::size_t groups = layout.groups();
    for (std::size_t r = begin; r < end; ++r) {
        PackedVec dot = hn::Zero(packedTag), offset = dot;
        for (std::size_t first = 0; first < groups; first += gridsAtOnce) {
            // Scale times step, and minimum times sum: 0 beyond the row, whose steps are.
            HWY_ALIGN float grids[2 * gridsAtOnce];
            const Half *stored = weights.grids + 2 * (r * groups + first);
            for (std::size_t i = 0; i < 2 * gridsAtOnce; i += hn::Lanes(packedTag)) {
                const auto scaled = hn::Mul(loadFp16(packedTag, stored + i),
                                            hn::LoadU(packedTag, x.steps + 2 * first + i));
                hn::Store(scaled, packedTag, grids + i);
                offset = hn::Add(offset, scaled);
            }
            for (std::size_t g = first; g < std::min(groups, first + gridsAtOnce); ++g) {
                const std::uint32_t *words = weights.words + (r * groups + g) * groupWords;
                hwy::Prefetch(words + prefetchedWords);
                const auto part = groupDot(words, x.codes + g * groupColumns);
                dot = hn::MulAdd(hn::Set(packedTag, grids[2 * (g - first)]),
                                 hn::ConvertTo(packedTag, part), dot);
            }
        }
        const auto minima = hn::OddEven(offset, hn::Zero(packedTag));
        y[r] = hn::GetLane(hn::SumOfLanes(packedTag, hn::Add(dot, minima)));
    }
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::int4
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels::int4 {

HWY_EXPORT(GemvInt8Rows);

void gemvInt8Rows(const Layout &layout, const Weights &weights, const Vector8 &x, float *y,
                  std::size_t begin, std::size_t end)
{
    HWY_DYNAMIC_DISPATCH(GemvInt8Rows)(layout, weights, x, y, begin, end);
}

}  // namespace touchstone::kernels::int4
#endif
