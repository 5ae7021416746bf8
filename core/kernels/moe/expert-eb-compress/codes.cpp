#include "kernels/moe/expert-eb-compress/codes.h"

#include "kernels/blocks/parallel.h"
#include "kernels/blocks/quantise.h"
#include "kernels/moe/expert-eb-compress/plain_codes.h"

#include <algorithm>

namespace touchstone::kernels::expert_eb_compress {

namespace {

using namespace codec;

template <class T>
Buffer<T> stored(const std::vector<T> &values, Memory &memory)
{
    const auto buffer = memory.allocate<T>(BufferRole::Input, values.size());
    std::copy(values.begin(), values.end(), buffer.data());
    return buffer;
}

}  // namespace

ExpertCodes::ExpertCodes(std::span<const float> weights, double share, Memory &memory)
    : halves(memory.allocate<Half>(BufferRole::Input, weights.size())), m_count(weights.size()),
      m_bound(share * double(largestMagnitude(weights))), m_step(stepOf(m_bound))
{
    std::transform(weights.begin(), weights.end(), halves.data(), toFp16);
    for (const std::size_t i : {0U, 1U}) {
        const GroupCode code = encodeGroups(weights, i == 0 ? 8 : 4);
        groups[i] = {stored(code.codes, memory), stored(code.scales, memory)};
    }
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
