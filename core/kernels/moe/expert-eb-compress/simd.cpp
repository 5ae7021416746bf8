// Decoders of fp16, int8 and int4 weights into fp32, in vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/moe/expert-eb-compress/simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>

#include "kernels/blocks/store-inl.h"
#include "kernels/moe/expert-eb-compress/plain_codes.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::expert_eb_compress {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using kernels::HWY_NAMESPACE::putVector;

// At most half a group per vector: its low and high halves then fill whole vectors.
using Floats = hn::CappedTag<float, groupSize / 2>;
constexpr Floats floatTag;
using Vec = hn::Vec<Floats>;
using Ints = hn::RebindToSigned<Floats>;
constexpr Ints intTag;
using IntVec = hn::Vec<Ints>;

template <bool bypass>
HWY_INLINE void halves(const Half *from, std::size_t count, float *out)
{
    const hn::Rebind<std::uint16_t, Floats> shorts;
    const hn::Rebind<hwy::float16_t, Floats> floats16;
    const std::size_t lanes = hn::Lanes(floatTag);
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        const auto loaded = hn::BitCast(floats16, hn::LoadU(shorts, from + i));
        putVector<bypass>(hn::PromoteTo(floatTag, loaded), floatTag, out + i);
    }
    for (; i < count; ++i) {
        out[i] = fromFp16(from[i]);
    }
}

template <bool bypass>
HWY_INLINE void put(IntVec numbers, Vec scale, float *out)
{
    putVector<bypass>(hn::Mul(hn::ConvertTo(floatTag, numbers), scale), floatTag, out);
}

template <bool bypass>
HWY_INLINE void group8(const std::uint8_t *codes, Vec scale, float *out)
{
    const hn::Rebind<std::int8_t, Floats> bytes;
    for (std::size_t i = 0; i < groupSize; i += hn::Lanes(floatTag)) {
        const auto loaded = hn::LoadU(bytes, reinterpret_cast<const std::int8_t *>(codes) + i);
        put<bypass>(hn::PromoteTo(intTag, loaded), scale, out + i);
    }
}

template <bool bypass>
HWY_INLINE void group4(const std::uint8_t *codes, Vec scale, float *out)
{
    const hn::Rebind<std::uint8_t, Floats> bytes;
    for (std::size_t i = 0; i < groupSize / 2; i += hn::Lanes(floatTag)) {
        const IntVec both = hn::PromoteTo(intTag, hn::LoadU(bytes, codes + i));
        // The sign bit goes to the top and comes back down as the sign.
        put<bypass>(hn::ShiftRight<28>(hn::ShiftLeft<28>(both)), scale, out + i);
        put<bypass>(hn::ShiftRight<28>(hn::ShiftLeft<24>(both)), scale, out + i + groupSize / 2);
    }
}

template <bool bypass>
HWY_INLINE void groups(const std::uint8_t *codes, const Half *scales, unsigned bits,
                       std::size_t count, float *out)
{
    for (std::size_t i = 0; i < count; i += groupSize, ++scales, codes += groupSize * bits / 8) {
        const Vec scale = hn::Set(floatTag, fromFp16(*scales));
        if (i + groupSize <= count) {
            bits == 8 ? group8<bypass>(codes, scale, out + i)
                      : group4<bypass>(codes, scale, out + i);
        } else {
            float padded[groupSize];
            bits == 8 ? group8<false>(codes, scale, padded) : group4<false>(codes, scale, padded);
            std::copy(padded, padded + (count - i), out + i);
        }
    }
}

void DecodeHalves(const Half *from, std::size_t count, float *out, bool bypass)
{
    if (bypass) {
        halves<true>(from, count, out);
        hwy::FlushStream();
    } else {
        halves<false>(from, count, out);
    }
}

void DecodeGroups(const std::uint8_t *codes, const Half *scales, unsigned bits, std::size_t count,
                  float *out, bool bypass)
{
    if (bypass) {
        groups<true>(codes, scales, bits, count, out);
        hwy::FlushStream();
    } else {
        groups<false>(codes, scales, bits, count, out);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::expert_eb_compress
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels::expert_eb_compress {

HWY_EXPORT(DecodeHalves);
HWY_EXPORT(DecodeGroups);

void decodeHalves(const Half *halves, std::size_t count, float *out, bool bypass)
{
    HWY_DYNAMIC_DISPATCH(DecodeHalves)(halves, count, out, bypass);
}

void decodeGroups(const std::uint8_t *codes, const Half *scales, unsigned bits, std::size_t count,
                  float *out, bool bypass)
{
    HWY_DYNAMIC_DISPATCH(DecodeGroups)(codes, scales, bits, count, out, bypass);
}

}  // namespace touchstone::kernels::expert_eb_compress
#endif
