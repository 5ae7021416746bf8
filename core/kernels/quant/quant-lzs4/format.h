// How the codecs store a row. Values go in blocks of 16; byte j of a 4-bit block holds value j in
// its low and value j + 8 in its high half. The last block is padded with zeros.
//
// A 4-bit code is a sign and three magnitude bits m; it means +-T[m] * (scale of its group):
//
//   int4, row       scale = max|row| / 7          T[m] = m    a float for the row
//   int4, 64        scale = fp16(max|group| / 7)  T[m] = m    16 bits for 64
//   power of two    smallest 2^e >= max|group|/7  T[m] = m    8 bits for 16
//   MXFP4           2^(floor(log2 max|group|)-2)  T[m] = E2M1 8 bits for 32
//   LZS             s * 2^f with s = max|row|/127 T[m] = m    a float for the row, 3 bits for 16
//
// LZS codes q = round(x / s) with 8 bits first; f = max(0, bits of max|q| in the group - 3) are the
// leading zeros that the group needs not store, and m = |q| >> f, truncated or rounded.
#pragma once

#include "kernels/memory.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace touchstone::kernels::quant_lzs4 {

enum Codec : std::size_t {
    Int8,
    Int4Token,
    Int4Group64,
    Pow2Group16,
    MxFp4,
    LzsTruncate,
    LzsRound
};
constexpr std::array<const char *, 7> codecIds{"int8",      "int4-token",   "int4-g64", "pow2-g16",
                                               "mxfp4-g32", "lzs-truncate", "lzs-round"};
constexpr std::size_t blockSize = 16;

constexpr bool isLzs(std::size_t codec)
{
    return codec == LzsTruncate || codec == LzsRound;
}
// Blocks that share a scale of their own; 0: one scale for the row.
constexpr std::size_t blocksPerGroup(std::size_t codec)
{
    constexpr std::array<std::size_t, codecIds.size()> blocks{0, 0, 4, 1, 2, 1, 1};
    return blocks[codec];
}
constexpr bool hasRowScale(std::size_t codec)
{
    return isLzs(codec) || blocksPerGroup(codec) == 0;
}
constexpr std::size_t blockBytes(std::size_t codec)
{
    return codec == Int8 ? blockSize : blockSize / 2;
}
// Bytes of `blocks` blocks for the scales of their groups.
constexpr std::size_t groupBytes(std::size_t codec, std::size_t blocks)
{
    const std::size_t perGroup = blocksPerGroup(codec);
    return isLzs(codec)    ? (3 * blocks + 7) / 8
           : perGroup == 0 ? 0
                           : (blocks + perGroup - 1) / perGroup * (codec == Int4Group64 ? 2 : 1);
}

struct Layout {
    std::size_t rows, columns;

    std::size_t blocks() const { return (columns + blockSize - 1) / blockSize; }  // of a row
    std::size_t padded() const { return blocks() * blockSize; }
};

struct Row {
    std::uint8_t *codes, *groups;  // groups: empty where the row has the only scale
    float *scale;                  // nullptr where the groups have the scales
};

// All rows of a layout in one codec.
struct Stream {
    Stream(std::size_t format, const Layout &shape, BufferRole role, Memory &memory)
        : codec(format), layout(shape), rowCodes(layout.blocks() * blockBytes(codec)),
          rowGroups(groupBytes(codec, layout.blocks())),
          codes(memory.allocate<std::uint8_t>(role, layout.rows * rowCodes)),
          groups(memory.allocate<std::uint8_t>(role, layout.rows * rowGroups)),
          scales(memory.allocate<float>(role, hasRowScale(codec) ? layout.rows : 0))
    {
    }
    Row row(std::size_t r) const
    {
        return {codes.data() + r * rowCodes, groups.data() + r * rowGroups,
                hasRowScale(codec) ? scales.data() + r : nullptr};
    }

    std::size_t codec;
    Layout layout;
    std::size_t rowCodes, rowGroups;     // bytes of a row
    Buffer<std::uint8_t> codes, groups;  // groups: empty where rows have the only scale
    Buffer<float> scales;                // of rows, or empty
};

// 3-bit flags in a row, group after group from the lowest bit on.
inline unsigned flagOf(const std::uint8_t *groups, std::size_t group)
{
    const std::size_t bit = 3 * group;
    unsigned bits = groups[bit / 8] >> (bit % 8);
    bits |= bit % 8 > 5 ? unsigned(groups[bit / 8 + 1]) << (8 - bit % 8) : 0U;
    return bits & 7U;
}
inline void addFlag(std::uint8_t *groups, std::size_t group, unsigned flag)
{
    const std::size_t bit = 3 * group;
    groups[bit / 8] = std::uint8_t(groups[bit / 8] | flag << (bit % 8));
    if (bit % 8 > 5) {
        groups[bit / 8 + 1] = std::uint8_t(groups[bit / 8 + 1] | flag >> (8 - bit % 8));
    }
}

// --- simd.cpp, for the widest instruction set of the processor; r: a row of the stream

// x: the row's `columns` floats. All codes, groups and scales of the row are written.
void encodeRow(const Stream &stream, std::size_t r, const float *x);
// values: `columns` floats.
void decodeRow(const Stream &stream, std::size_t r, float *values);
// The whole numbers that the row's scale multiplies; codecs with hasRowScale. `padded` numbers.
void decodeRowToInt8(const Stream &stream, std::size_t r, std::int8_t *values);

}  // namespace touchstone::kernels::quant_lzs4
