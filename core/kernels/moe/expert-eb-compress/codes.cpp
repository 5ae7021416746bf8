#include "kernels/moe/expert-eb-compress/codes.h"

#include "kernels/blocks/parallel.h"
#include "kernels/moe/expert-eb-compress/plain_codes.h"
#include "kernels/moe/expert-eb-compress/weights.h"

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

ExpertCodes::GroupBuffers stored(const GroupCode &code, Memory &memory)
{
    return {stored(code.codes, memory), stored(code.scales, memory)};
}

ExpertCodes::FixedBuffers stored(const FixedCode &code, Memory &memory)
{
    return {stored(code.starts, memory), stored(code.bits, memory), stored(code.words, memory)};
}

ExpertCodes::HuffmanBuffers stored(const HuffmanCode &code, Memory &memory)
{
    return {stored(code.starts, memory), stored(code.bytes, memory),
            stored(code.book.table(), memory), code.book};
}

}  // namespace

ExpertCodes::ExpertCodes(std::span<const float> weights, double share, Memory &memory)
    : halves(memory.allocate<Half>(BufferRole::Input, weights.size())),
      int8(stored(encodeGroups(weights, 8), memory)),
      int4(stored(encodeGroups(weights, 4), memory)), m_count(weights.size()),
      m_bound(share * largest(weights)), m_step(stepOf(m_bound))
{
    std::transform(weights.begin(), weights.end(), halves.data(), toFp16);
    const auto codes = quantised(weights, m_step);
    for (const std::size_t i : {0U, 1U}) {
        huffman[i] = stored(encodeHuffman(codes, i == 0), memory);
        fixed[i] = stored(encodeFixed(codes, i == 0), memory);
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
        const GroupBuffers &code = groups(form);
        const unsigned bits = groupBits(form);
        decodeGroups(code.codes.data() + first * bits / 8, code.scales.data() + first / groupSize,
                     bits, to.count, to.out, bypass);
    }
}

void decodeAll(const ExpertCodes &codes, std::size_t form, float *out, int threads)
{
    constexpr std::size_t bypassFrom = 8U << 20U;  // bytes of floats, more than a core's own caches
    const bool bypass = codes.count() * sizeof(float) >= bypassFrom;
    const auto lanes = std::size_t(threads);
    parallelRows(threads, lanes, [&](std::size_t begin, std::size_t end) {
        for (std::size_t chunk = begin; chunk < codes.chunks(); ++chunk) {
            const std::size_t turn = chunk % lanes;
            if (turn >= begin && turn < end) {
                codes.decode(form, chunk, out, bypass);
            }
        }
    });
}

}  // namespace touchstone::kernels::expert_eb_compress
