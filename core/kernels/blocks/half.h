// The two 16-bit floating-point formats as they are stored, rounded to nearest even.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace touchstone::kernels {

using Half = std::uint16_t;  // the bits of either format

enum class HalfFormat { Bf16, Fp16 };

// bfloat16: the upper half of a float.
inline float fromBf16(Half value)
{
    return std::bit_cast<float>(std::uint32_t(value) << 16);
}

inline Half toBf16(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return Half((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);
}

// IEEE 754 binary16: 5 bits of exponent, 10 of fraction. The scaling by 2^112 moves the exponent
// and makes subnormal numbers come out right.
inline float fromFp16(Half value)
{
    const std::uint32_t sign = std::uint32_t(value & 0x8000U) << 16;
    const std::uint32_t rest = std::uint32_t(value & 0x7FFFU) << 13;
    const bool special = (value & 0x7C00U) == 0x7C00U;  // infinity or NaN
    const float magnitude = special ? std::bit_cast<float>(rest | 0x7F800000U)
                                    : std::bit_cast<float>(rest) * 0x1p112F;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(magnitude) | sign);
}

inline Half toFp16(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const auto sign = Half((bits >> 16) & 0x8000U);
    const float magnitude = std::abs(value);
    if (!(magnitude < 65520.0F)) {  // rounds beyond the largest number, or is none
        return Half(sign | (std::isnan(value) ? 0x7E00U : 0x7C00U));
    }
    if (magnitude < 0x1p-14F) {
        // Subnormal: the sum with 0.5 leaves exactly the bits that are kept, rounded by the adder.
        return Half(sign | (std::bit_cast<std::uint32_t>(magnitude + 0.5F) - 0x3F000000U));
    }
    const std::uint32_t m = (bits & 0x7FFFFFFFU) - (112U << 23);
    return Half(sign | ((m + 0xFFFU + ((m >> 13) & 1U)) >> 13));
}

inline float fromHalf(HalfFormat format, Half value)
{
    return format == HalfFormat::Bf16 ? fromBf16(value) : fromFp16(value);
}

inline Half toHalf(HalfFormat format, float value)
{
    return format == HalfFormat::Bf16 ? toBf16(value) : toFp16(value);
}

// Largest relative error of one rounding of a normal number.
inline double halfRounding(HalfFormat format)
{
    return format == HalfFormat::Bf16 ? 0x1p-8 : 0x1p-11;
}

// Distance of a stored value from an exact one, in units in the last place of the format. Units do
// not shrink below the smallest normal number of fp16, for bfloat16 below 2^-100: what is less is
// zero to every model.
inline double halfUlps(HalfFormat format, Half stored, double exact)
{
    const bool bf16 = format == HalfFormat::Bf16;
    const double magnitude = std::max(std::abs(exact), bf16 ? 0x1p-100 : 0x1p-14);
    const double ulp = std::ldexp(1.0, std::ilogb(magnitude) - (bf16 ? 7 : 10));
    return std::abs(double(fromHalf(format, stored)) - exact) / ulp;
}

}  // namespace touchstone::kernels
