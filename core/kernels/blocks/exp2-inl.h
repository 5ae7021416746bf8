// Powers of two in vectors. Included once per Highway target, after highway.h, in a file that is
// compiled by foreach_target.h.
#if defined(TOUCHSTONE_EXP2_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef TOUCHSTONE_EXP2_INL_H
#undef TOUCHSTONE_EXP2_INL_H
#else
#define TOUCHSTONE_EXP2_INL_H
#endif

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// 2^t for t <= 0, or a little above (up to 100), with a relative error below 3e-7: 2^n, put into
// the exponent, times the polynomial of degree 5 with p(0) = 1 whose largest relative error on
// |f| <= 1/2 is least (Taylor's is off by 3e-6 at the ends). Below -126 the result is as good as
// nothing.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V exp2OfNegative(D d, V t)
{
    const V clamped = hn::Max(t, hn::Set(d, -126.0F));
    // Adding 1.5 * 2^23 rounds to the nearest integer and leaves it in the low bits: no conversion.
    const V shifter = hn::Set(d, 12582912.0F);
    const V shifted = hn::Add(clamped, shifter);
    const V f = hn::Sub(clamped, hn::Sub(shifted, shifter));
    V p = hn::MulAdd(f, hn::Set(d, 0.00132647273F), hn::Set(d, 0.00967151299F));
    p = hn::MulAdd(f, p, hn::Set(d, 0.0555073358F));
    p = hn::MulAdd(f, p, hn::Set(d, 0.240222424F));
    p = hn::MulAdd(f, p, hn::Set(d, 0.693147004F));
    p = hn::MulAdd(f, p, hn::Set(d, 1.0F));
    const hn::RebindToSigned<D> bits;
    const auto exponent = hn::ShiftLeft<23>(hn::BitCast(bits, shifted));
    return hn::BitCast(d, hn::Add(hn::BitCast(bits, p), exponent));
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels
HWY_AFTER_NAMESPACE();

#endif
