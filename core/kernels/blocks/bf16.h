// bfloat16 as it is stored: the upper half of a float, rounded to nearest even.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace touchstone::kernels {

using Bf16 = std::uint16_t;

inline float fromBf16(Bf16 value)
{
    return std::bit_cast<float>(std::uint32_t(value) << 16);
}

inline Bf16 toBf16(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return Bf16((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);
}

// Distance of a stored value from an exact one, in units in the last place of bfloat16
// (8 significant bits).
inline double ulpsBf16(Bf16 stored, double exact)
{
    const double magnitude = std::max(std::abs(exact), 0x1p-126);
    const double ulp = std::ldexp(1.0, std::ilogb(magnitude) - 7);
    return std::abs(double(fromBf16(stored)) - exact) / ulp;
}

}  // namespace touchstone::kernels
