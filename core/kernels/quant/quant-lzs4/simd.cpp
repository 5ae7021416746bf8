// The 4-bit codecs in vectors: encoding of a row, decoding to fp32 and to int8.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/quant/quant-lzs4/simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "kernels/blocks/half.h"
#include "kernels/quant/quant-lzs4/format.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::quant_lzs4 {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Eight lanes at most: one load of codes serves both halves of a block.
constexpr std::size_t halfBlock = blockSize / 2;
using Floats = hn::CappedTag<float, halfBlock>;
constexpr Floats floatTag;
using Ints = hn::RebindToSigned<Floats>;
constexpr Ints intTag;
using Vec = hn::Vec<Floats>;
using IntVec = hn::Vec<Ints>;

// --- largest magnitudes

HWY_INLINE float largest(const float *x, std::size_t count)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    Vec a = hn::Zero(floatTag), b = a;
    std::size_t i = 0;
    for (; i + 2 * lanes <= count; i += 2 * lanes) {
        a = hn::Max(a, hn::Abs(hn::LoadU(floatTag, x + i)));
        b = hn::Max(b, hn::Abs(hn::LoadU(floatTag, x + i + lanes)));
    }
    float most = hn::GetLane(hn::MaxOfLanes(floatTag, hn::Max(a, b)));
    for (; i < count; ++i) {
        most = std::max(most, std::abs(x[i]));
    }
    return most;
}

// 2^e from the bits of its exponent, e + 127, as E8M0 stores it; 0 means the scale zero.
HWY_INLINE float powerOfTwo(std::uint32_t biased)
{
    return std::bit_cast<float>(biased << 23);
}

// Writes the scale of a group as the codec stores it.
HWY_INLINE void storeGroupScale(std::size_t codec, float most, std::size_t group,
                                std::uint8_t *groups)
{
    if (codec == Int4Group64) {
        const Half half = toFp16(most * (1.0F / 7.0F));
        std::memcpy(groups + 2 * group, &half, sizeof half);
        return;
    }
    // By its bits: the functions of the C library cost more than the whole block.
    std::uint32_t biased = std::max(std::bit_cast<std::uint32_t>(most) >> 23, 3U) - 2;
    if (codec == Pow2Group16 && most > 7 * powerOfTwo(biased)) {  // 4 * 2^e <= most < 8 * 2^e
        ++biased;
    }
    groups[group] = most > 0 ? std::uint8_t(biased) : std::uint8_t(0);
}

HWY_INLINE float groupScale(std::size_t codec, const Row &row, std::size_t block)
{
    switch (codec) {
    case Int4Group64: {
        Half half = 0;
        std::memcpy(&half, row.groups + 2 * (block / 4), sizeof half);
        return fromFp16(half);
    }
    case Pow2Group16:
        return powerOfTwo(row.groups[block]);
    case MxFp4:
        return powerOfTwo(row.groups[block / 2]) * 0.5F;  // the table holds twice E2M1
    case LzsTruncate:
    case LzsRound:
        return *row.scale * float(1U << flagOf(row.groups, block));
    default:
        return *row.scale;
    }
}

// --- one block

// |x| * inverse to a magnitude of 0 to 7 by the codec's rule.
HWY_INLINE IntVec roundToSeven(Vec ratio)
{
    return hn::Min(hn::NearestInt(ratio), hn::Set(intTag, 7));
}
// Nearest of 0, 0.5, 1, 1.5, 2, 3, 4, 6; half way to the even code.
HWY_INLINE IntVec roundToE2m1(Vec ratio)
{
    IntVec m = hn::Zero(intTag);
    const auto countWhere = [&](auto mask) HWY_ATTR {
        m = hn::Add(m, hn::IfThenElseZero(hn::RebindMask(intTag, mask), hn::Set(intTag, 1)));
    };
    for (const float above : {0.25F, 1.25F, 2.5F, 5.0F}) {
        countWhere(hn::Gt(ratio, hn::Set(floatTag, above)));
    }
    for (const float from : {0.75F, 1.75F, 3.5F}) {
        countWhere(hn::Ge(ratio, hn::Set(floatTag, from)));
    }
    return m;
}

HWY_INLINE IntVec signBit(Vec x)  // 8 for negative numbers: the sign of a 4-bit code
{
    const auto bits = hn::BitCast(hn::RebindToUnsigned<Floats>(), x);
    return hn::ShiftLeft<3>(hn::BitCast(intTag, hn::ShiftRight<31>(bits)));
}

// 4-bit codes of a block: code(i) for lanes from value i on.
template <class Code>
HWY_INLINE void packBlock(std::uint8_t *to, const Code &code)
{
    const hn::Rebind<std::uint8_t, Floats> bytes;
    for (std::size_t i = 0; i < halfBlock; i += hn::Lanes(floatTag)) {
        const IntVec both = hn::Or(code(i), hn::ShiftLeft<4>(code(i + halfBlock)));
        hn::StoreU(hn::DemoteTo(bytes, both), bytes, to + i);
    }
}

HWY_INLINE Vec ratioAt(const float *x, std::size_t i, float inverse)
{
    return hn::Mul(hn::Abs(hn::LoadU(floatTag, x + i)), hn::Set(floatTag, inverse));
}

template <class Rule>
HWY_INLINE void encodeBlock(const float *x, float inverse, std::uint8_t *to, const Rule &rule)
{
    packBlock(to, [&](std::size_t i) HWY_ATTR {
        return hn::Or(rule(ratioAt(x, i, inverse)), signBit(hn::LoadU(floatTag, x + i)));
    });
}

// Leading-zero suppression: returns the flag f of the block.
HWY_INLINE unsigned encodeLzsBlock(const float *x, float inverse, bool round, std::uint8_t *to)
{
    const float most = largest(x, blockSize) * inverse;
    const auto whole = unsigned(hn::GetLane(hn::NearestInt(hn::Set(floatTag, most))));
    const auto flag = unsigned(std::max(0, int(std::bit_width(whole)) - 3));
    const IntVec half = hn::Set(intTag, round ? int((1U << flag) >> 1U) : 0);
    packBlock(to, [&](std::size_t i) HWY_ATTR {
        const IntVec q = hn::NearestInt(ratioAt(x, i, inverse));
        const IntVec shifted = hn::ShiftRightSame(hn::Add(q, half), int(flag));
        return hn::Or(hn::Min(shifted, hn::Set(intTag, 7)), signBit(hn::LoadU(floatTag, x + i)));
    });
    return flag;
}

HWY_INLINE void encodeInt8Block(const float *x, float inverse, std::uint8_t *to)
{
    const hn::Rebind<std::int8_t, Floats> bytes;
    for (std::size_t i = 0; i < blockSize; i += hn::Lanes(floatTag)) {
        const Vec value = hn::LoadU(floatTag, x + i);
        const IntVec q = hn::NearestInt(hn::Mul(value, hn::Set(floatTag, inverse)));
        hn::StoreU(hn::DemoteTo(bytes, q), bytes, reinterpret_cast<std::int8_t *>(to) + i);
    }
}

// +-T[m] of 4-bit codes; MXFP4: twice E2M1, which is 0 to 4 in steps of one, then 6, 8, 12.
HWY_INLINE IntVec tableValues(std::size_t codec, IntVec codes)
{
    IntVec value = hn::And(codes, hn::Set(intTag, 7));
    if (codec == MxFp4) {
        const auto add = [&](int from, int more) HWY_ATTR {
            const auto mask = hn::Gt(hn::And(codes, hn::Set(intTag, 7)), hn::Set(intTag, from - 1));
            value = hn::Add(value, hn::IfThenElseZero(mask, hn::Set(intTag, more)));
        };
        add(5, 1);
        add(6, 1);
        add(7, 3);
    }
    return hn::IfThenElse(hn::Gt(codes, hn::Set(intTag, 7)), hn::Neg(value), value);
}

// sink(i, lanes) for the whole numbers of a block from value i on.
template <class Sink>
HWY_INLINE void unpackBlock(std::size_t codec, const std::uint8_t *codes, const Sink &sink)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    if (codec == Int8) {
        const hn::Rebind<std::int8_t, Floats> bytes;
        for (std::size_t i = 0; i < blockSize; i += lanes) {
            const auto *from = reinterpret_cast<const std::int8_t *>(codes) + i;
            sink(i, hn::PromoteTo(intTag, hn::LoadU(bytes, from)));
        }
        return;
    }
    const hn::Rebind<std::uint8_t, Floats> bytes;
    for (std::size_t i = 0; i < halfBlock; i += lanes) {
        const IntVec both = hn::PromoteTo(intTag, hn::LoadU(bytes, codes + i));
        sink(i, tableValues(codec, hn::And(both, hn::Set(intTag, 15))));
        sink(i + halfBlock, tableValues(codec, hn::ShiftRight<4>(both)));
    }
}

HWY_INLINE void decodeBlock(std::size_t codec, const std::uint8_t *codes, float scale, float *to)
{
    unpackBlock(codec, codes, [&](std::size_t i, IntVec whole) HWY_ATTR {
        const Vec value = hn::Mul(hn::ConvertTo(floatTag, whole), hn::Set(floatTag, scale));
        hn::StoreU(value, floatTag, to + i);
    });
}

// --- rows, exported

HWY_INLINE void encodeOneBlock(std::size_t codec, const Row &row, std::size_t block, const float *x)
{
    std::uint8_t *to = row.codes + block * blockBytes(codec);
    // Of the row where LZS has yet to find the group's flag; MXFP4: half a step of the table.
    const float scale =
            isLzs(codec) ? *row.scale : groupScale(codec, row, block) * (codec == MxFp4 ? 2 : 1);
    const float inverse = scale > 0 ? 1.0F / scale : 0.0F;
    if (isLzs(codec)) {
        addFlag(row.groups, block, encodeLzsBlock(x, inverse, codec == LzsRound, to));
    } else if (codec == Int8) {
        encodeInt8Block(x, inverse, to);
    } else if (codec == MxFp4) {
        encodeBlock(x, inverse, to, [](Vec r) HWY_ATTR { return roundToE2m1(r); });
    } else {
        encodeBlock(x, inverse, to, [](Vec r) HWY_ATTR { return roundToSeven(r); });
    }
}

void EncodeRow(const Stream &s, std::size_t r, const float *x)
{
    const std::size_t codec = s.codec, columns = s.layout.columns;
    const Row row = s.row(r);
    if (isLzs(codec)) {
        std::fill_n(row.groups, s.rowGroups, std::uint8_t(0));  // flags are added
    }
    if (hasRowScale(codec)) {
        *row.scale = largest(x, columns) * (codec == Int4Token ? 1.0F / 7.0F : 1.0F / 127.0F);
    }
    const std::size_t perGroup = hasRowScale(codec) ? 0 : blocksPerGroup(codec);
    for (std::size_t b = 0; b < s.layout.blocks(); ++b) {
        const std::size_t first = b * blockSize;
        if (perGroup > 0 && b % perGroup == 0) {
            const std::size_t count = std::min(perGroup * blockSize, columns - first);
            storeGroupScale(codec, largest(x + first, count), b / perGroup, row.groups);
        }
        if (first + blockSize <= columns) {
            encodeOneBlock(codec, row, b, x + first);
        } else {
            float padded[blockSize] = {};
            std::copy(x + first, x + columns, padded);
            encodeOneBlock(codec, row, b, padded);
        }
    }
}

void DecodeRow(const Stream &s, std::size_t r, float *values)
{
    const std::size_t codec = s.codec, columns = s.layout.columns;
    const Row row = s.row(r);
    for (std::size_t b = 0; b < s.layout.blocks(); ++b) {
        const std::size_t first = b * blockSize;
        const std::uint8_t *codes = row.codes + b * blockBytes(codec);
        const float scale = groupScale(codec, row, b);
        if (first + blockSize <= columns) {
            decodeBlock(codec, codes, scale, values + first);
        } else {
            float padded[blockSize];
            decodeBlock(codec, codes, scale, padded);
            std::copy(padded, padded + (columns - first), values + first);
        }
    }
}

void DecodeRowToInt8(const Stream &s, std::size_t r, std::int8_t *values)
{
    const hn::Rebind<std::int8_t, Floats> bytes;
    const Row row = s.row(r);
    for (std::size_t b = 0; b < s.layout.blocks(); ++b) {
        const int shift = isLzs(s.codec) ? int(flagOf(row.groups, b)) : 0;
        const auto store = [&](std::size_t i, IntVec whole) HWY_ATTR {
            const IntVec number = hn::ShiftLeftSame(whole, shift);  // at most 7 << 4
            hn::StoreU(hn::DemoteTo(bytes, number), bytes, values + b * blockSize + i);
        };
        unpackBlock(s.codec, row.codes + b * blockBytes(s.codec), store);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::quant_lzs4
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels::quant_lzs4 {

HWY_EXPORT(EncodeRow);
HWY_EXPORT(DecodeRow);
HWY_EXPORT(DecodeRowToInt8);

void encodeRow(const Stream &stream, std::size_t r, const float *x)
{
    HWY_DYNAMIC_DISPATCH(EncodeRow)(stream, r, x);
}

void decodeRow(const Stream &stream, std::size_t r, float *values)
{
    HWY_DYNAMIC_DISPATCH(DecodeRow)(stream, r, values);
}

void decodeRowToInt8(const Stream &stream, std::size_t r, std::int8_t *values)
{
    HWY_DYNAMIC_DISPATCH(DecodeRowToInt8)(stream, r, values);
}

}  // namespace touchstone::kernels::quant_lzs4
#endif
