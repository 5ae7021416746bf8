// From a segment of keys and values to a few slots of each head; see kernel.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace touchstone::kernels::kv_segment_compress {

constexpr std::size_t segmentTokens = 64;
constexpr std::size_t mostSlots = 16, mostSize = 128;
constexpr std::size_t lloydRounds = 8;
// Of a slot that no token fell to: its weight is nothing beside any other.
constexpr float emptyBias = -60;

// A segment of one head: [segmentTokens x size] each, rows `stride` floats apart.
struct Segment {
    const float *k = nullptr, *v = nullptr;
    std::size_t size = 0, stride = 0;

    const float *key(std::size_t token) const { return k + token * stride; }
    const float *value(std::size_t token) const { return v + token * stride; }
};
// keys, values [slots x size]; bias [slots], the logarithm of how many tokens a slot stands for;
// labels [segmentTokens], the slot of each token, -1 where it is dropped.
struct Slots {
    float *keys = nullptr, *values = nullptr, *bias = nullptr;
    std::int32_t *labels = nullptr;
    std::size_t count = 0;
};

enum class Compressor {
    Evict,  // keeps the tokens with the smallest keys: Devoto et al., "A Simple and Effective
            // L2 Norm-Based Strategy for KV Cache Compression", EMNLP 2024
    Pool,   // means of as many neighbours each
    KMeans  // means of the clusters of keys, by Lloyd's algorithm from evenly spaced tokens
};
inline constexpr std::array compressors{Compressor::Evict, Compressor::Pool, Compressor::KMeans};

void compress(Compressor by, const Segment &segment, const Slots &to);

}  // namespace touchstone::kernels::kv_segment_compress
