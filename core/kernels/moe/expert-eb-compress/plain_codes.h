// What compressed experts are compared with: fp16, and whole numbers with one scale per group of
// 64, fp16(max|group| / 127) for 8 bits and fp16(max|group| / 7) for 4. Byte j of a group of 4-bit
// numbers holds number j in its low half and number j + 32 in its high half.
#pragma once

#include "kernels/blocks/half.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace touchstone::kernels::expert_eb_compress {

constexpr std::size_t groupSize = 64;

struct GroupCode {
    std::vector<std::uint8_t> codes;  // whole groups; what pads the last is zero
    std::vector<Half> scales;
};
// bits: 8 or 4.
GroupCode encodeGroups(std::span<const float> weights, unsigned bits);

// `count` values to out, in simd.cpp. bypass: around the caches, out is aligned to 64 bytes.
void decodeHalves(const Half *halves, std::size_t count, float *out, bool bypass);
void decodeGroups(const std::uint8_t *codes, const Half *scales, unsigned bits, std::size_t count,
                  float *out, bool bypass);

}  // namespace touchstone::kernels::expert_eb_compress
