#include "kernels/moe/expert-eb-compress/codes.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/quantise.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::expert_eb_compress {

namespace {

using namespace codec;

constexpr float deviation = 0.02F;
constexpr float structure = 0.008F;
constexpr std::size_t structureRank = 16;
constexpr double outlierShare = 0.002;
constexpr float outlierScale = 6;

std::vector<float> factor(std::size_t rows, std::uint64_t seed, std::uint32_t stream)
{
    std::vector<float> values(rows * structureRank);
    // A sum of structureRank products of both factors has the deviation structure.
    rng::fillNormal(values, 0.0F, std::sqrt(structure / std::sqrt(float(structureRank))), seed,
                    stream);
    return values;
}

template <class T>
Buffer<T> stored(const std::vector<T> &values, Memory &memory)
{
    const auto buffer = memory.allocate<T>(BufferRole::Input, values.size());
    std::copy(values.begin(), values.end(), buffer.data());
    return buffer;
}

// bits: 8 or 4.
ExpertCodes::GroupBuffers encodeGroups(std::span<const float> weights, unsigned bits,
                                       Memory &memory)
{
    const int most = (1 << (bits - 1)) - 1;
    std::vector<std::uint8_t> codes;
    std::vector<Half> scales;
    for (std::size_t first = 0; first < weights.size(); first += groupSize) {
        const auto group = weights.subspan(first, std::min(groupSize, weights.size() - first));
        scales.push_back(toFp16(largestMagnitude(group) / float(most)));
        std::array<std::int8_t, groupSize> numbers{};
        roundToSteps(group, fromFp16(scales.back()), most, numbers.data());
        for (std::size_t j = 0; j < groupSize * bits / 8; ++j) {
            unsigned code = std::uint8_t(numbers[j]);
            if (bits == 4) {
                code = (code & 15U) | unsigned(std::uint8_t(numbers[j + groupSize / 2])) << 4U;
            }
            codes.push_back(std::uint8_t(code));
        }
    }
    return {stored(codes, memory), stored(scales, memory)};
}

}  // namespace

void fillMatrix(std::span<float> weights, std::size_t columns, std::uint64_t seed,
                std::uint32_t stream, int threads)
{
    const std::uint32_t own = 40 + 4 * stream;
    rng::fillNormal(weights, 0.0F, deviation, seed, own);
    for (std::size_t i = 0; i < weights.size(); i += 4) {
        const auto words = rng::philox(seed, own + 1, i / 4);
        for (std::size_t j = 0; j < 4 && i + j < weights.size(); ++j) {
            weights[i + j] *= rng::uniform(words[j]) < outlierShare ? outlierScale : 1.0F;
        }
    }
    const std::size_t rows = weights.size() / columns;
    const auto left = factor(rows, seed, own + 2);
    const auto right = factor(columns, seed, own + 3);
    gemmNT(rows, columns, structureRank, left.data(), right.data(), 1.0F, weights.data(), columns,
           threads);
}

ExpertCodes::ExpertCodes(std::span<const float> weights, double share, Memory &memory)
    : halves(memory.allocate<Half>(BufferRole::Input, weights.size())), m_count(weights.size()),
      m_bound(share * double(largestMagnitude(weights))), m_step(stepOf(m_bound))
{
    std::transform(weights.begin(), weights.end(), halves.data(), toFp16);
    groups = {encodeGroups(weights, 8, memory), encodeGroups(weights, 4, memory)};
    const auto numbers = quantised(weights, m_step);
    for (const std::size_t i : {0U, 1U}) {
        const HuffmanCode code = encodeHuffman(numbers, i == 0);
        huffman[i] = {stored(code.starts, memory), stored(code.bytes, memory),
                      stored(code.book.table(), memory), code.book};
        const FixedCode planes = encodeFixed(numbers, i == 0);
        fixed[i] = {stored(planes.starts, memory), stored(planes.bits, memory),
                    stored(planes.words, memory)};
    }
}

double ExpertCodes::bytesThrough(std::size_t form, std::size_t chunk) const
{
    const std::size_t values = std::min(m_count, (chunk + 1) * chunkValues);
    const auto wholes = [&](std::size_t size) { return (values + size - 1) / size; };
    if (form == Fp16) {
        return sizeof(Half) * double(values);
    }
    if (form == Int8 || form == Int4) {
        const std::size_t group = groupSize * groupBits(form) / 8 + sizeof(Half);
        return double(wholes(groupSize) * group);
    }
    const double step = sizeof(float);
    if (isHuffman(form)) {
        const HuffmanBuffers &code = huffmanOf(form);
        const std::size_t streams = (chunk + 1) * streamsPerChunk;
        return step + double(code.book.lengths.size()) + double(code.starts[streams])
               + sizeof(std::uint32_t) * double(streams);
    }
    const FixedBuffers &code = fixedOf(form);
    return step + double(wholes(blockValues))
           + sizeof(std::uint32_t) * (double(code.starts[chunk + 1]) + double(chunk + 1));
}

void ExpertCodes::decode(std::size_t form, std::size_t chunk, float *out, bool bypass) const
{
    const std::size_t first = chunk * chunkValues;
    const Target to{out + first, std::min(chunkValues, m_count - first), m_step, isPredicted(form),
                    bypass};
    if (form == Fp16) {
        decodeHalves(halves.data() + first, to.count, to.out, bypass);
    } else if (isHuffman(form)) {
        const HuffmanBuffers &code = huffmanOf(form);
        decodeHuffman(
                {code.starts.data(), code.bytes.data(), code.table.data(), code.book.tableBits},
                chunk, to);
    } else if (isFixed(form)) {
        const FixedBuffers &code = fixedOf(form);
        decodeFixed({code.starts.data(), code.bits.data(), code.words.data()}, chunk, to);
    } else {
        const GroupBuffers &code = groupsOf(form);
        const unsigned bits = groupBits(form);
        decodeGroups(code.codes.data() + first * bits / 8, code.scales.data() + first / groupSize,
                     bits, to.count, to.out, bypass);
    }
}

void decodeAll(const ExpertCodes &codes, std::size_t form, float *out, int threads)
{
    constexpr std::size_t bypassFrom = 8U << 20U;  // bytes of floats, more than a core's own caches
    const bool bypass = codes.count() * sizeof(float) >= bypassFrom;
    parallelItems(threads, codes.chunks(),
                  [&](std::size_t chunk, std::size_t) { codes.decode(form, chunk, out, bypass); });
}

}  // namespace touchstone::kernels::expert_eb_compress
