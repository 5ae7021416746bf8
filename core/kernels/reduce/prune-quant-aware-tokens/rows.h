// What a layer does to each token between its products, in vectors (simd.cpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace touchstone::kernels::prune_quant_aware_tokens {

constexpr int mostCode = 7;  // codes of 4 bits, -7 to 7

// The Walsh-Hadamard transform mixes blocks of the largest power of two that divides the width.
constexpr std::size_t blockOf(std::size_t width)
{
    return width & (~width + 1);
}

// out = x / sqrt(mean(x^2)), [width].
void normalise(const float *x, std::size_t width, float *out);
// x = H x, in place: H is orthogonal and its own inverse.
void rotate(float *x, std::size_t width);
// codes = round(x / step), step = max|x| / 7, which is returned.
float toCodes(const float *x, std::size_t width, std::int8_t *codes);
// y = residual + step * steps[i] * sums[i]; no residual: nullptr.
void fromSums(const std::int32_t *sums, float step, const float *steps, const float *residual,
              std::size_t width, float *y);

// A matrix [outputs x inputs] in 4 bits, a code in each byte, with a step for each output.
struct Matrix4 {
    std::vector<std::int8_t> codes;
    std::vector<float> steps;
};
// Rounded to nearest; rotated: W H, which makes up for rotated inputs.
Matrix4 roundTo4Bits(const float *weights, std::size_t outputs, std::size_t inputs, bool rotated);

}  // namespace touchstone::kernels::prune_quant_aware_tokens
