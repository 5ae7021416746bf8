// Products of signed bytes without packing, in vectors: for few rows or few weights.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/blocks/gemm_int8_simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <iterator>

#include "kernels/blocks/gemm_int8.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t tileRows = 2;     // of a
constexpr std::size_t tileColumns = 4;  // rows of b

std::int32_t dotFrom(std::size_t begin, std::size_t k, const std::int8_t *a, const std::int8_t *b)
{
    std::int32_t sum = 0;
    for (std::size_t i = begin; i < k; ++i) {
        sum += std::int32_t(a[i]) * b[i];
    }
    return sum;
}

#if HWY_TARGET == HWY_SCALAR

HWY_INLINE void productTile(std::size_t k, const std::int8_t *const *a, const std::int8_t *const *b,
                            std::int32_t *sums)
{
    for (std::size_t i = 0; i < tileRows * tileColumns; ++i) {
        sums[i] = dotFrom(0, k, a[i / tileColumns], b[i % tileColumns]);
    }
}

#else

using Shorts = hn::ScalableTag<std::int16_t>;
constexpr Shorts shortTag;
constexpr hn::Rebind<std::int8_t, Shorts> byteTag;
using Ints = hn::RepartitionToWide<Shorts>;
constexpr Ints intTag;

// Pairs of products are added to 32 bits in one instruction; some processors keep the sums of even
// and of odd places apart.
struct Dot {
    hn::Vec<Ints> sum, other;

    HWY_INLINE void add(hn::Vec<Shorts> a, hn::Vec<Shorts> b)
    {
        sum = hn::ReorderWidenMulAccumulate(intTag, a, b, sum, other);
    }
    HWY_INLINE std::int32_t total() const
    {
        return hn::GetLane(hn::SumOfLanes(intTag, hn::Add(sum, other)));
    }
};

HWY_INLINE void productTile(std::size_t k, const std::int8_t *const *a, const std::int8_t *const *b,
                            std::int32_t *sums)
{
    const auto zero = hn::Zero(intTag);
    Dot s0{zero, zero}, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
    const std::size_t lanes = hn::Lanes(shortTag);
    std::size_t i = 0;
    for (; i + lanes <= k; i += lanes) {
        const auto load = [&](const std::int8_t *row) HWY_ATTR {
            return hn::PromoteTo(shortTag, hn::LoadU(byteTag, row + i));
        };
        const auto first = load(a[0]), second = load(a[1]);
        auto column = load(b[0]);
        s0.add(first, column);
        s4.add(second, column);
        column = load(b[1]);
        s1.add(first, column);
        s5.add(second, column);
        column = load(b[2]);
        s2.add(first, column);
        s6.add(second, column);
        column = load(b[3]);
        s3.add(first, column);
        s7.add(second, column);
    }
    const std::int32_t totals[] = {s0.total(), s1.total(), s2.total(), s3.total(),
                                   s4.total(), s5.total(), s6.total(), s7.total()};
    std::copy(std::begin(totals), std::end(totals), sums);
    for (std::size_t t = 0; i < k && t < tileRows * tileColumns; ++t) {
        sums[t] += dotFrom(i, k, a[t / tileColumns], b[t % tileColumns]);
    }
}

#endif

void UnpackedInt8NT(const Int8Part &part, std::size_t n, std::size_t k, const std::int8_t *a,
                    const std::int8_t *b, std::int32_t *c)
{
    // Rows of the last tile that are not there are the last one again.
    for (std::size_t column = part.firstColumn; column < part.endColumn; column += tileColumns) {
        const auto columnAt = [&](std::size_t j) {
            return b + std::min(column + j, part.endColumn - 1) * k;
        };
        const std::int8_t *columns[] = {columnAt(0), columnAt(1), columnAt(2), columnAt(3)};
        for (std::size_t row = part.firstRow; row < part.endRow; row += tileRows) {
            const std::int8_t *rows[] = {a + row * k, a + std::min(row + 1, part.endRow - 1) * k};
            std::int32_t sums[tileRows * tileColumns];
            productTile(k, rows, columns, sums);
            for (std::size_t t = 0; t < tileRows * tileColumns; ++t) {
                const std::size_t i = row + t / tileColumns, j = column + t % tileColumns;
                if (i < part.endRow && j < part.endColumn) {
                    c[i * n + j] = sums[t];
                }
            }
        }
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels {

HWY_EXPORT(UnpackedInt8NT);

void unpackedInt8NT(const Int8Part &part, std::size_t n, std::size_t k, const std::int8_t *a,
                    const std::int8_t *b, std::int32_t *c)
{
    HWY_DYNAMIC_DISPATCH(UnpackedInt8NT)(part, n, k, a, b, c);
}

}  // namespace touchstone::kernels
#endif
