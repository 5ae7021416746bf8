// One matrix of weights in the forms of expert-eb-compress, which are in the order of kernel.json.
#pragma once

#include "kernels/blocks/codec.h"
#include "kernels/blocks/half.h"
#include "kernels/memory.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace touchstone::kernels::expert_eb_compress {

enum Form : std::size_t { Fp16, Int8, Int4, HuffmanPredicted, Huffman, FixedPredicted, Fixed };
constexpr std::array<const char *, 7> formNames{
        "fp16", "int8-g64", "int4-g64", "huffman-predicted", "huffman", "fixed-predicted", "fixed"};
constexpr std::size_t formCount = formNames.size();

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
        Buffer<std::uint8_t> codes;
        Buffer<Half> scales;
    };
    Buffer<Half> halves;
    GroupBuffers int8, int4;
    std::array<HuffmanBuffers, 2> huffman;  // predicted, not predicted
    std::array<FixedBuffers, 2> fixed;

    const GroupBuffers &groups(std::size_t form) const { return form == Int8 ? int8 : int4; }
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

}  // namespace touchstone::kernels::expert_eb_compress
