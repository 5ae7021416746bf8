// Decoders of fp16, int8 and int4 weights into fp32, in vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/moe/expert-eb-compress/simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>

#include "kernels/blocks/half-inl.h"
#include "kernels/blocks/store-inl.h"
#include "kernels/moe/expert-eb-compress/codes.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::expert_eb_compress {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using kernels::HWY_NAMESPACE::loadFp16;
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
    const std::size_t lanes = hn::Lanes(floatTag);
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        putVector<bypass>(loadFp16(floatTag, from + i), floatTag, out + i);
    }
    for (; i < count; ++i) {
        out[i] = fromFp16(from[i]);
    }
}

template <bool bypass, unsigned bits>
HWY_INLINE void group(const std::uint8_t *codes, Vec scale, float *out)
{
    const hn::Rebind<std::int8_t, Floats> bytes;
    const auto put = [=](IntVec numbers, std::size_t i) HWY_ATTR {
        putVector<bypass>(hn::Mul(hn::ConvertTo(floatTag, numbers), scale), floatTag, out + i);
    };
    for (std::size_t i = 0; i < groupSize * bits / 8; i += hn::Lanes(floatTag)) {
        const auto loaded = hn::LoadU(bytes, reinterpret_cast<const std::int8_t *>(codes) + i);
        const IntVec byte = hn::PromoteTo(intTag, loaded);
        if constexpr (bits == 8) {
            put(byte, i);
        } else {
            // The sign of the low half goes to the top and comes back down.
            put(hn::ShiftRight<28>(hn::ShiftLeft<28>(byte)), i);
            put(hn::ShiftRight<4>(byte), i + groupSize / 2);
        }
    }
}

template <bool bypass, unsigned bits>
HWY_INLINE void groups(const std::uint8_t *codes, const Half *scales, std::size_t count, float *out)
{
    for (std::size_t i = 0; i < count; i += groupSize, ++scales, codes += groupSize * bits / 8) {
        const Vec scale = hn::Set(floatTag, fromFp16(*scales));
        if (i + groupSize <= count) {
            group<bypass, bits>(codes, scale, out + i);
        } else {
            float padded[groupSize];
            group<false, bits>(codes, scale, padded);
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
        bits == 8 ? groups<true, 8>(codes, scales, count, out)
                  : groups<true, 4>(codes, scales, count, out);
        hwy::FlushStream();
    } else {
        bits == 8 ? groups<false, 8>(codes, scales, count, out)
                  : groups<false, 4>(codes, scales, count, out);
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
