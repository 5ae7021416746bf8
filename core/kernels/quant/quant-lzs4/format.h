// How the codecs of kernel.cpp store a row. Values go in blocks of 16; byte j of a 4-bit block
// holds value j in its low and value j + 8 in its high half. The last block is padded with zeros.
//
// A 4-bit code is a sign and three magnitude bits m; it stands for +-T[m] * (scale of its group):
//
//   int4 a token    scale = max|row| / 7          T[m] = m    one float a row
//   int4, 64        scale = fp16(max|group| / 7)  T[m] = m    16 bits a group of 64
//   power of two    smallest 2^e >= max|group|/7  T[m] = m    8 bits a group of 16
//   MXFP4           2^(floor(log2 max|group|)-2)  T[m] = E2M1 8 bits a group of 32
//   LZS             s * 2^f with s = max|row|/127 T[m] = m    one float a row, 3 bits a group of 16
//
// LZS codes q = round(x / s) with 8 bits first; f = max(0, bits of max|q| in the group - 3) are the
// leading zeros that the group needs not store, and m = |q| >> f, truncated or rounded.
#pragma once

#include "kernels/blocks/parallel.h"
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
constexpr std::size_t kCodecs = 7;
constexpr std::size_t kBlock = 16;

// Blocks that share a scale of their own; 0: one scale a row.
constexpr std::size_t blocksPerGroup(std::size_t codec)
{
    constexpr std::array<std::size_t, kCodecs> blocks{0, 0, 4, 1, 2, 1, 1};
    return blocks[codec];
}
constexpr bool hasRowScale(std::size_t codec)
{
    return codec == Int8 || codec == Int4Token || codec == LzsTruncate || codec == LzsRound;
}
constexpr bool isLzs(std::size_t codec)
{
    return codec == LzsTruncate || codec == LzsRound;
}
constexpr std::size_t blockBytes(std::size_t codec)
{
    return codec == Int8 ? kBlock : kBlock / 2;
}
// Stored bits a value, without the row's scale.
constexpr double bitsPerValue(std::size_t codec)
{
    constexpr std::array<double, kCodecs> bits{
            8, 4, 4 + 16.0 / 64, 4 + 8.0 / 16, 4 + 8.0 / 32, 4 + 3.0 / 16, 4 + 3.0 / 16};
    return bits[codec];
}

struct Layout {
    Layout(std::size_t height, std::size_t width)
        : rows(height), columns(width), blocks((width + kBlock - 1) / kBlock),
          groupStride((blocks + 1) / 2 * 2)
    {
    }
    std::size_t padded() const { return blocks * kBlock; }

    std::size_t rows, columns;
    std::size_t blocks;       // a row
    std::size_t groupStride;  // bytes a row for scales of groups, even: fp16 stays aligned
};

// One row of a stream.
struct ConstRow {
    const std::uint8_t *codes;
    const std::uint8_t *groups;
    float scale;
};

// Codes of `layout` with one codec; a row of `codes` has blocks * blockBytes(codec) bytes.
struct Stream {
    ConstRow row(const Layout &layout, std::size_t codec, std::size_t r) const
    {
        return {codes.data() + r * layout.blocks * blockBytes(codec),
                groups.data() + r * layout.groupStride, scales[r]};
    }

    Buffer<std::uint8_t> codes, groups;
    Buffer<float> scales;  // of rows; 0 where the codec has none
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

// --- simd.cpp, for the widest instruction set of the processor -----------------------------

// codes: blocks * blockBytes, groups: groupStride bytes, all written. Returns the row's scale.
float encodeRow(std::size_t codec, const Layout &layout, const float *x, std::uint8_t *codes,
                std::uint8_t *groups);
// values: `columns` floats.
void decodeRow(std::size_t codec, const Layout &layout, const ConstRow &row, float *values);
// The whole numbers that the row's scale multiplies; codecs with hasRowScale. `padded` numbers.
void decodeRowToInt8(std::size_t codec, const Layout &layout, const ConstRow &row,
                     std::int8_t *values);

// All rows. What the codec leaves unused of the stream's buffers becomes zero.
void encode(std::size_t codec, const Layout &layout, const float *x, const Stream &stream,
            int threads);

}  // namespace touchstone::kernels::quant_lzs4
