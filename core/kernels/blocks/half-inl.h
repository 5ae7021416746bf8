// Rows of 16-bit floats in vectors: loads, stores, maps. Included once per Highway target, after
// highway.h, in a file that is compiled by foreach_target.h.
#if defined(TOUCHSTONE_HALF_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef TOUCHSTONE_HALF_INL_H
#undef TOUCHSTONE_HALF_INL_H
#else
#define TOUCHSTONE_HALF_INL_H
#endif

#include "kernels/blocks/half.h"

#include <hwy/highway.h>

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using Vec = hn::Vec<Floats>;
constexpr Floats floatTag;
using Words = hn::Rebind<std::uint16_t, Floats>;
constexpr Words wordTag;
constexpr std::size_t mostLanes = HWY_MAX_BYTES / sizeof(float);

HWY_INLINE Vec constant(float value)
{
    return hn::Set(floatTag, value);
}

// --- the two formats

// fp16 as floats, as many as d has lanes.
template <class D>
HWY_INLINE hn::Vec<D> loadFp16(D d, const Half *from)
{
    const hn::Rebind<hwy::float16_t, D> halves;
    const hn::Rebind<std::uint16_t, D> bits;
    return hn::PromoteTo(d, hn::BitCast(halves, hn::LoadU(bits, from)));
}

struct AsBf16 {
    static HWY_INLINE Vec load(const Half *from)
    {
        const hn::RebindToUnsigned<Floats> bits;
        return hn::BitCast(floatTag,
                           hn::ShiftLeft<16>(hn::PromoteTo(bits, hn::LoadU(wordTag, from))));
    }
    static HWY_INLINE void store(Vec value, Half *to)
    {
        // Round to nearest even: add half an ulp, and one more bit when the last kept bit is odd.
        const hn::RebindToUnsigned<Floats> bits;
        const auto b = hn::BitCast(bits, value);
        const auto odd = hn::And(hn::ShiftRight<16>(b), hn::Set(bits, 1U));
        const auto rounded = hn::Add(hn::Add(b, hn::Set(bits, 0x7FFFU)), odd);
        hn::StoreU(hn::TruncateTo(wordTag, hn::ShiftRight<16>(rounded)), wordTag, to);
    }
};

struct AsFp16 {
    static HWY_INLINE Vec load(const Half *from) { return loadFp16(floatTag, from); }
    static HWY_INLINE void store(Vec value, Half *to)
    {
        const hn::Rebind<hwy::float16_t, Floats> halves;
        hn::StoreU(hn::BitCast(wordTag, hn::DemoteTo(halves, value)), wordTag, to);
    }
};

// out[i] = op(in[i]...). The tail goes through a vector of its own, so that every element is
// computed alike.
template <class Format, class Op, class... In>
HWY_INLINE void mapRow(std::size_t width, Half *out, const Op &op, const In *...in)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    std::size_t i = 0;
    for (; i + lanes <= width; i += lanes) {
        Format::store(op(Format::load(in + i)...), out + i);
    }
    if (i < width) {
        const auto padded = [&](const Half *from) HWY_ATTR {
            Half values[mostLanes] = {};
            std::copy(from + i, from + width, values);
            return Format::load(values);
        };
        Half results[mostLanes];
        Format::store(op(padded(in)...), results);
        std::copy(results, results + (width - i), out + i);
    }
}

template <class Op, class... In>
HWY_INLINE void mapHalves(HalfFormat format, std::size_t width, Half *out, const Op &op,
                          const In *...in)
{
    if (format == HalfFormat::Bf16) {
        mapRow<AsBf16>(width, out, op, in...);
    } else {
        mapRow<AsFp16>(width, out, op, in...);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels
HWY_AFTER_NAMESPACE();

#endif
