// Error-bounded codec of floats: every value is rounded to a grid,
//
//   q = round(w / step),  w^ = q step,  step = 2 bound  =>  |w - w^| <= bound.
//
// The step keeps 12 significant bits (rounded down) and |q| stays below 2^10, so that q step is
// exact in a float and the bound holds to the last bit. The whole numbers q, or their differences
// from the one before (prediction by the neighbour; on a grid it makes no difference whether the
// decoded neighbour or its number predicts), are stored in one of two forms, in chunks that are
// decoded independently:
//
//   fixed    blocks of 32 numbers: a byte with the bits of the largest magnitude, and if there are
//            any, a word of signs and a word for each bit (planes), as in cuSZp (Huang et al.,
//            SC 2023); each block begins with a number, not a difference
//   Huffman  four streams per chunk, decoded side by side, with one codebook for all, as SZ3 does
//            (Liang et al., IEEE Transactions on Big Data 9(2), 2023); each stream begins with a
//            number, not a difference
#pragma once

#include "kernels/blocks/huffman.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace touchstone::kernels::codec {

constexpr std::size_t blockValues = 32;
constexpr std::size_t chunkValues = 8192;
constexpr std::size_t streamsPerChunk = 4;
constexpr std::size_t streamValues = chunkValues / streamsPerChunk;
constexpr std::size_t blocksPerChunk = chunkValues / blockValues;
constexpr int mostCode = 1023;
constexpr std::size_t planesLoaded =
        8;  // words that are loaded at once: so many follow the last block

inline std::size_t chunksOf(std::size_t values)
{
    return (values + chunkValues - 1) / chunkValues;
}

// bound > 0, finite.
float stepOf(double bound);
// |w| <= mostCode * step.
std::vector<std::int16_t> quantised(std::span<const float> weights, float step);
// q[i] - q[i - 1] for i > 0 within every `period` values.
std::vector<std::int16_t> differences(std::span<const std::int16_t> codes, std::size_t period);

// --- encoding: once, on the host

struct FixedCode {
    std::vector<std::uint32_t> starts;  // of the chunks in words; one more for the end
    std::vector<std::uint8_t> bits;     // of the blocks
    std::vector<std::uint32_t> words;   // planesLoaded more than the blocks
};
FixedCode encodeFixed(std::span<const std::int16_t> codes, bool predicted);

struct HuffmanCode {
    std::vector<std::uint32_t> starts;  // of the streams in bytes; one more for the end
    std::vector<std::uint8_t> bytes;    // huffman::readPadding more than the streams
    huffman::Codebook book;
};
HuffmanCode encodeHuffman(std::span<const std::int16_t> codes, bool predicted);

// --- decoding, in codec_simd.cpp

// Where a chunk goes and how.
struct Target {
    float *out;         // of the chunk
    std::size_t count;  // values, chunkValues in all but the last chunk
    float step;
    bool predicted;
    bool bypass;  // write around the caches: out lies on 64 bytes
};

struct FixedView {
    const std::uint32_t *starts;
    const std::uint8_t *bits;
    const std::uint32_t *words;
};
void decodeFixed(const FixedView &code, std::size_t chunk, const Target &to);

struct HuffmanView {
    const std::uint32_t *starts;
    const std::uint8_t *bytes;
    const std::int32_t *table;
    unsigned tableBits;
};
void decodeHuffman(const HuffmanView &code, std::size_t chunk, const Target &to);

}  // namespace touchstone::kernels::codec
