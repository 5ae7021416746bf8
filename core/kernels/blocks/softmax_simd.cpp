// Softmax with one exponential for each score.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/blocks/softmax_simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <cmath>
#include <limits>

#include "kernels/blocks/exp2-inl.h"
#include "kernels/blocks/rows-inl.h"
#include "kernels/blocks/softmax.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

float SoftmaxInPlace(float *row, std::size_t size)
{
    const hn::ScalableTag<float> d;
    constexpr float lowest = std::numeric_limits<float>::lowest();
    constexpr float log2e = 1.44269504F;
    auto most = hn::Set(d, lowest);
    overRow(d, size, [&](std::size_t i, std::size_t lanes) {
        most = hn::Max(most, loadPart(d, row + i, lanes, lowest));
    });
    const float largest = hn::GetLane(hn::MaxOfLanes(d, most));
    const auto top = hn::Set(d, largest);
    const auto scale = hn::Set(d, log2e);
    auto sums = hn::Zero(d);
    float rest = 0;
    overRow(d, size, [&](std::size_t i, std::size_t lanes) {
        const auto share = exp2OfNegative(
                d, hn::Mul(hn::Sub(loadPart(d, row + i, lanes, largest), top), scale));
        storePart(share, d, row + i, lanes);
        if (lanes == hn::Lanes(d)) {
            sums = hn::Add(sums, share);
        } else {
            for (std::size_t k = i; k < i + lanes; ++k) {
                rest += row[k];
            }
        }
    });
    const float sum = hn::GetLane(hn::SumOfLanes(d, sums)) + rest;
    const auto inverse = hn::Set(d, 1 / sum);
    overRow(d, size, [&](std::size_t i, std::size_t lanes) {
        storePart(hn::Mul(loadPart(d, row + i, lanes), inverse), d, row + i, lanes);
    });
    return largest + std::log(sum);
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels {

HWY_EXPORT(SoftmaxInPlace);

float softmaxInPlace(float *row, std::size_t size)
{
    return HWY_DYNAMIC_DISPATCH(SoftmaxInPlace)(row, size);
}

}  // namespace touchstone::kernels
#endif
