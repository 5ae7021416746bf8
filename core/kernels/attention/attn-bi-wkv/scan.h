// The bidirectional WKV operator of kernel.cpp on the CPU.
#pragma once

#include <cstddef>

namespace touchstone::kernels::attn_bi_wkv {

enum class Form {
    Quadratic,  // the sums as they stand, T^2
    Scan,       // two scans over chunks, each under the maximum of the exponents so far
    Shifted     // two scans over e^(k - max k), for k within 80 of its max
};

// One batch: k, v and out [tokens x channels], w and u [channels].
struct Sequence {
    const float *k = nullptr, *v = nullptr;
    float *out = nullptr;
    const float *w = nullptr, *u = nullptr;
    std::size_t tokens = 0, channels = 0;
};

// Channels that are computed together, two cache lines of a row.
constexpr std::size_t kLanes = 32;
// Tokens under one scale.
constexpr std::size_t kChunk = 16;
constexpr std::size_t stateFloats(std::size_t tokens)
{
    return 3 * kLanes * ((tokens + kChunk - 1) / kChunk + 1);
}
// Scratch of one call of wkvBlock, 64-byte aligned.
constexpr std::size_t scratchFloats(std::size_t tokens)
{
    return 5 * tokens * kLanes + stateFloats(tokens);
}
// Channels [first, first + kLanes), as far as there are.
void wkvBlock(const Sequence &sequence, std::size_t first, Form form, float *scratch);

}  // namespace touchstone::kernels::attn_bi_wkv
