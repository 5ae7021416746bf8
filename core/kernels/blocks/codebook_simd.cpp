// The nearest of many centroids in vectors: the largest value first, then where it is.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/blocks/codebook_simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <limits>

#include "kernels/blocks/codebook.h"
#include "kernels/blocks/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

std::uint32_t NearestCode(float *products, const float *halfSquares, std::size_t count)
{
    const hn::ScalableTag<float> d;
    constexpr float lowest = std::numeric_limits<float>::lowest();
    auto most = hn::Set(d, lowest);
    overRow(d, count, [&](std::size_t i, std::size_t lanes) HWY_ATTR {
        // Padding counts for nothing: lowest - 0.
        const auto score = hn::Sub(loadPart(d, products + i, lanes, lowest),
                                   loadPart(d, halfSquares + i, lanes));
        storePart(score, d, products + i, lanes);
        most = hn::Max(most, score);
    });
    const float top = hn::GetLane(hn::MaxOfLanes(d, most));
    const auto wanted = hn::Set(d, top);
    const std::size_t lanes = hn::Lanes(d), whole = count / lanes * lanes;
    for (std::size_t i = 0; i < whole; i += lanes) {
        const auto found = hn::FindFirstTrue(d, hn::Eq(hn::LoadU(d, products + i), wanted));
        if (found >= 0) {
            return std::uint32_t(i) + std::uint32_t(found);
        }
    }
    const float *at = std::find(products + whole, products + count, top);
    return std::uint32_t(at - products);
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels {

HWY_EXPORT(NearestCode);

std::uint32_t nearestCode(float *products, const float *halfSquares, std::size_t count)
{
    return HWY_DYNAMIC_DISPATCH(NearestCode)(products, halfSquares, count);
}

}  // namespace touchstone::kernels
#endif
