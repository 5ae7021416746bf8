#include "kernels/blocks/codec.h"

#include <bit>
#include <cmath>
#include <cstdlib>

namespace touchstone::kernels::codec {

namespace {

// One bit of 32 numbers: number i's bit is bit i of the word.
template <class Bit>
std::uint32_t plane(std::span<const std::int16_t> block, const Bit &bit)
{
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < block.size(); ++i) {
        word |= std::uint32_t(bit(block[i])) << i;
    }
    return word;
}

void appendBlock(std::span<const std::int16_t> block, FixedCode &to)
{
    unsigned all = 0;
    for (const std::int16_t code : block) {
        all |= unsigned(std::abs(int(code)));
    }
    const auto bits = unsigned(std::bit_width(all));
    to.bits.push_back(std::uint8_t(bits));
    if (bits == 0) {
        return;
    }
    to.words.push_back(plane(block, [](int code) { return code < 0 ? 1U : 0U; }));
    for (unsigned k = 0; k < bits; ++k) {
        to.words.push_back(
                plane(block, [&](int code) { return (unsigned(std::abs(code)) >> k) & 1U; }));
    }
}

huffman::Codebook bookOf(std::span<const std::int16_t> codes)
{
    const auto [least, most] = std::minmax_element(codes.begin(), codes.end());
    const int lowest = *least;
    std::vector<std::uint64_t> counts(std::size_t(*most - lowest) + 1, 0U);
    for (const std::int16_t code : codes) {
        ++counts[std::size_t(code - lowest)];
    }
    return {lowest, huffman::codeLengths(counts)};
}

}  // namespace

float stepOf(double bound)
{
    int exponent = 0;
    const double mantissa = std::frexp(2 * bound, &exponent);
    return float(std::ldexp(std::floor(std::ldexp(mantissa, 12)), exponent - 12));
}

std::vector<std::int16_t> quantised(std::span<const float> weights, float step)
{
    // In double the quotient of these numbers is never rounded across the middle of two codes.
    std::vector<std::int16_t> codes(weights.size());
    std::transform(weights.begin(), weights.end(), codes.begin(), [&](float weight) {
        return std::int16_t(std::lrint(double(weight) / double(step)));
    });
    return codes;
}

std::vector<std::int16_t> differences(std::span<const std::int16_t> codes, std::size_t period)
{
    std::vector<std::int16_t> out(codes.begin(), codes.end());
    for (std::size_t i = 1; i < out.size(); ++i) {
        out[i] = std::int16_t(codes[i] - (i % period == 0 ? 0 : codes[i - 1]));
    }
    return out;
}

FixedCode encodeFixed(std::span<const std::int16_t> codes, bool predicted)
{
    if (predicted) {
        return encodeFixed(differences(codes, blockValues), false);
    }
    FixedCode code;
    for (std::size_t first = 0; first < codes.size(); first += blockValues) {
        if (first % chunkValues == 0) {
            code.starts.push_back(std::uint32_t(code.words.size()));
        }
        appendBlock(codes.subspan(first, std::min(blockValues, codes.size() - first)), code);
    }
    code.starts.push_back(std::uint32_t(code.words.size()));
    code.words.resize(code.words.size() + planesLoaded, 0U);
    return code;
}

HuffmanCode encodeHuffman(std::span<const std::int16_t> codes, bool predicted)
{
    if (predicted) {
        return encodeHuffman(differences(codes, streamValues), false);
    }
    HuffmanCode code;
    code.book = bookOf(codes);
    huffman::BitWriter writer(code.bytes);
    for (std::size_t stream = 0; stream < chunksOf(codes.size()) * streamsPerChunk; ++stream) {
        code.starts.push_back(std::uint32_t(code.bytes.size()));
        const std::size_t last = std::min((stream + 1) * streamValues, codes.size());
        for (std::size_t i = stream * streamValues; i < last; ++i) {
            const auto number = std::size_t(codes[i] - code.book.lowest);
            writer.put(code.book.codes[number], code.book.lengths[number]);
        }
        writer.flush();
    }
    code.starts.push_back(std::uint32_t(code.bytes.size()));
    code.bytes.resize(code.bytes.size() + huffman::readPadding, std::uint8_t(0));
    return code;
}

}  // namespace touchstone::kernels::codec
