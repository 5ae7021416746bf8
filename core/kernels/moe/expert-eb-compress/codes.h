// One matrix of weights in the forms of expert-eb-compress, which are in the order of kernel.json.
// Groups of 64 whole numbers have one scale each, fp16(max|group| / 127) for 8 bits and
// fp16(max|group| / 7) for 4. Byte j of a group of 4-bit numbers holds number j in its low half and
// number j + 32 in its high half.
#pragma once

#include "kernels/blocks/codec.h"
#include "kernels/blocks/half.h"
#include "kernels/kernel.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace touchstone::kernels::expert_eb_compress {

enum Form : std::size_t { Fp16, Int8, Int4, HuffmanPredicted, Huffman, FixedPredicted, Fixed };
constexpr std::array<const char *, 7> formNames{
        "fp16", "int8-g64", "int4-g64", "huffman-predicted", "huffman", "fixed-predicted", "fixed"};
constexpr std::size_t formCount = formNames.size();
constexpr std::size_t groupSize = 64;

constexpr bool isHuffman(std::size_t form)
{
    return form == HuffmanPredicted || form == Huffman;
}
constexpr bool isFixed(std::size_t form)
{
    return form == FixedPredicted || form == Fixed;
}
constexpr bool isPredicted(std::size_t form)
{
    return form == HuffmanPredicted || form == FixedPredicted;
}
constexpr unsigned groupBits(std::size_t form)
{
    return form == Int8 ? 8 : 4;
}

// Everything that a decoder reads, as inputs in `memory`.
class ExpertCodes {
public:
    // share: the error bound over the largest weight, at least 0.001.
    ExpertCodes(std::span<const float> weights, double share, Memory &memory);

    std::size_t count() const { return m_count; }
    std::size_t chunks() const { return codec::chunksOf(m_count); }
    double bound() const { return m_bound; }
    float step() const { return m_step; }
    // What must have come over a link before chunk `chunk` can be decoded; of the last chunk: all.
    double bytesThrough(std::size_t form, std::size_t chunk) const;
    double bytes(std::size_t form) const { return bytesThrough(form, chunks() - 1); }
    // Chunk of `form` to out + chunk * chunkValues.
    void decode(std::size_t form, std::size_t chunk, float *out, bool bypass) const;

    struct FixedBuffers {
        Buffer<std::uint32_t> starts;
        Buffer<std::uint8_t> bits;
        Buffer<std::uint32_t> words;
    };
    struct HuffmanBuffers {
        Buffer<std::uint32_t> starts;
        Buffer<std::uint8_t> bytes;
        Buffer<std::int32_t> table;
        huffman::Codebook book;
    };
    struct GroupBuffers {
        Buffer<std::uint8_t> codes;  // whole groups; what pads the last is zero
        Buffer<Half> scales;
    };
    Buffer<Half> halves;
    std::array<GroupBuffers, 2> groups;     // 8 bits, 4 bits
    std::array<HuffmanBuffers, 2> huffman;  // predicted, not predicted
    std::array<FixedBuffers, 2> fixed;

    const GroupBuffers &groupsOf(std::size_t form) const { return groups[form - Int8]; }
    const HuffmanBuffers &huffmanOf(std::size_t form) const
    {
        return huffman[form - HuffmanPredicted];
    }
    const FixedBuffers &fixedOf(std::size_t form) const { return fixed[form - FixedPredicted]; }

private:
    std::size_t m_count;
    double m_bound;
    float m_step;
};

// All chunks in turn over the threads: in this order they arrive.
void decodeAll(const ExpertCodes &codes, std::size_t form, float *out, int threads);

// rows x columns: N(0, 0.02^2) with 0.2 % of the weights times 6, plus a matrix of rank 16 whose
// elements have a deviation of 0.008. `stream`: another matrix of the same seed.
void fillMatrix(std::span<float> weights, std::size_t columns, std::uint64_t seed,
                std::uint32_t stream, int threads);

// --- simd.cpp: `count` values to out. bypass: around the caches, out is aligned to 64 bytes.

void decodeHalves(const Half *halves, std::size_t count, float *out, bool bypass);
void decodeGroups(const std::uint8_t *codes, const Half *scales, unsigned bits, std::size_t count,
                  float *out, bool bypass);

// --- oracle.cpp

// Values of a chunk by naive decoders, bit by bit and in double, which share nothing with the codec
// but the format; nullopt where bits make no code, or a stream does not end in its last byte.
std::optional<std::vector<double>> exactChunk(const ExpertCodes &codes, std::size_t form,
                                              std::size_t chunk);
// Bits that no code of single numbers can go below: values.size() times the entropy of the numbers,
// or of their differences within `period` values where period > 0.
double entropyBits(std::span<const float> values, float step, std::size_t period);

// --- quality.cpp

// What a bounded error of the weights costs, for gated experts of three matrices of 384 x 768 and
// 64 tokens: bits, error of the weights and of an expert's output, and the same with the noise by
// which the paper replaces it; and what it gains over a link, for setup.shape.
Result<std::vector<Quality>> expertQuality(const Setup &setup);

}  // namespace touchstone::kernels::expert_eb_compress
