// The bidirectional WKV operator of kernel.cpp on the CPU.
#pragma once

#include "kernels/blocks/attention.h"
#include "kernels/kernel.h"

#include <span>

namespace touchstone::kernels::attn_bi_wkv {

enum class Form {
    Quadratic,  // the sums over all pairs, T^2
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

constexpr std::size_t blockChannels = 32;  // computed together, two cache lines of a row
constexpr std::size_t chunkTokens = 16;    // under one scale
constexpr std::size_t stateFloats(std::size_t tokens)
{
    return 3 * blockChannels * ((tokens + chunkTokens - 1) / chunkTokens + 1);
}
// Scratch of one call of wkvBlock, 64-byte aligned: the columns that fill no block, then weights
// and values of all tokens, or the states of a scan.
constexpr std::size_t columnFloats(const Sequence &s)
{
    return s.channels % blockChannels == 0 ? 0 : 3 * s.tokens * blockChannels;
}
constexpr std::size_t scratchFloats(const Sequence &s, Form form)
{
    return columnFloats(s)
           + (form == Form::Quadratic ? 2 * s.tokens * blockChannels : stateFloats(s.tokens));
}
// Channels [first, first + blockChannels), as far as there are.
void wkvBlock(const Sequence &sequence, std::size_t first, Form form, float *scratch);
// All channels of batches that follow each other; scratch: that of wkvBlock for each thread.
void wkv(const Sequence &firstBatch, std::size_t batches, Form form, float *scratch, int threads);

// o[i] = sigmoid(r[i]) o[i]
void gate(const float *r, float *o, std::size_t count, int threads);

// Of the attention.
constexpr std::size_t headSizeOf(std::size_t channels)
{
    return channels % 64 == 0 ? 64 : channels;
}
// Of batches of [tokens x channels] that follow each other.
inline attention::Heads headsOf(const float *q, const float *k, const float *v, float *out,
                                std::size_t batches, std::size_t tokens, std::size_t channels)
{
    const std::size_t headSize = headSizeOf(channels);
    return {q,        k,        v,
            out,      batches,  channels / headSize,
            tokens,   headSize, tokens * channels,
            headSize, channels};
}
// Frames of side x side tokens. v: images, AR(1) with rho 0.9 along both axes; the rest has no
// structure.
struct Inputs {
    std::span<float> k, v, w, u;
};
void fillInputs(const Inputs &to, std::size_t side, std::size_t channels, std::uint64_t seed);
// Bytes that the variants hold, and the rounding errors of the scans.
Result<std::vector<Quality>> wkvQuality(const Setup &setup);

}  // namespace touchstone::kernels::attn_bi_wkv
