// Activations with one exponential for each value.
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

// tanh x = sign(x) (1 - e) / (1 + e), e = exp(-2 |x|), which cannot overflow.
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

// The exponential is that of -|u|, which cannot overflow.
void SiluInPlace(float *row, std::size_t size, const float *bias)
{
    const hn::ScalableTag<float> d;
    const auto one = hn::Set(d, 1.0F), perLog2 = hn::Set(d, -1.442695041F);
    overRow(d, size, [&](std::size_t i, std::size_t lanes) HWY_ATTR {
        auto u = loadPart(d, row + i, lanes);
        if (bias != nullptr) {
            u = hn::Add(u, loadPart(d, bias + i, lanes));
        }
        const auto e = exp2OfNegative(d, hn::Mul(hn::Abs(u), perLog2));
        const auto above = hn::IfThenElse(hn::Lt(u, hn::Zero(d)), e, one);
        storePart(hn::Mul(u, hn::Div(above, hn::Add(one, e))), d, row + i, lanes);
    });
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels {

HWY_EXPORT(TanhInPlace);
HWY_EXPORT(SiluInPlace);

void tanhInPlace(float *values, std::size_t size)
{
    HWY_DYNAMIC_DISPATCH(TanhInPlace)(values, size);
}

void siluInPlace(float *row, std::size_t size, const float *bias)
{
    HWY_DYNAMIC_DISPATCH(SiluInPlace)(row, size, bias);
}

}  // namespace touchstone::kernels
#endif
