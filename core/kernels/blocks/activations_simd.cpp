// tanh x = sign(x) (1 - e) / (1 + e), e = exp(-2 |x|), which cannot overflow.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/blocks/activations_simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include "kernels/blocks/activations.h"
#include "kernels/blocks/exp2-inl.h"
#include "kernels/blocks/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

void TanhInPlace(float *values, std::size_t size)
{
    const hn::ScalableTag<float> d;
    const auto one = hn::Set(d, 1.0F), scale = hn::Set(d, -2 * 1.44269504F);
    overRow(d, size, [&](std::size_t i, std::size_t lanes) HWY_ATTR {
        const auto x = loadPart(d, values + i, lanes);
        const auto e = exp2OfNegative(d, hn::Mul(hn::Abs(x), scale));
        const auto magnitude = hn::Div(hn::Sub(one, e), hn::Add(one, e));
        storePart(hn::CopySign(magnitude, x), d, values + i, lanes);
    });
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels {

HWY_EXPORT(TanhInPlace);

void tanhInPlace(float *values, std::size_t size)
{
    HWY_DYNAMIC_DISPATCH(TanhInPlace)(values, size);
}

}  // namespace touchstone::kernels
#endif
