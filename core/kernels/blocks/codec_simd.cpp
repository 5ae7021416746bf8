// The error-bounded codec in vectors: rounding to the grid and decoding of blocks.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/blocks/codec_simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>

#include "kernels/blocks/codec.h"
#include "kernels/blocks/store-inl.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::codec {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using kernels::HWY_NAMESPACE::putVector;

// At most half a block per vector: two vectors are decoded together.
using Floats = hn::CappedTag<float, blockValues / 2>;
constexpr Floats floatTag;
using Vec = hn::Vec<Floats>;
using Ints = hn::RebindToSigned<Floats>;
constexpr Ints intTag;
using IntVec = hn::Vec<Ints>;
using Words = hn::RebindToUnsigned<Floats>;
constexpr Words wordTag;
using WordVec = hn::Vec<Words>;

struct Bits {
    constexpr Bits()
    {
        for (unsigned i = 0; i < blockValues; ++i) {
            of[i] = 1U << i;
        }
    }
    std::uint32_t of[blockValues] = {};
};
alignas(64) constexpr Bits singleBits;

// Numbers of a block that share the loads of its words.
struct Pair {
    IntVec low, high;
};

HWY_INLINE WordVec withBit(WordVec magnitude, WordVec plane, WordVec mine)
{
    const WordVec doubled = hn::Add(magnitude, magnitude);
    const WordVec odd = hn::Add(doubled, hn::Set(wordTag, 1U));
    return hn::IfThenElse(hn::TestBit(plane, mine), odd, doubled);
}

HWY_INLINE IntVec withSign(WordVec magnitude, WordVec signs, WordVec mine)
{
    const IntVec value = hn::BitCast(intTag, magnitude);
    const auto negative = hn::RebindMask(intTag, hn::TestBit(signs, mine));
    return hn::IfThenElse(negative, hn::Neg(value), value);
}

// Two vectors of numbers from number i of a block on: signs, then planes from the lowest bit on.
HWY_INLINE Pair numbersAt(const std::uint32_t *block, unsigned bits, std::size_t i)
{
    const WordVec mineLow = hn::Load(wordTag, singleBits.of + i);
    const WordVec mineHigh = hn::Load(wordTag, singleBits.of + i + hn::Lanes(wordTag));
    WordVec low = hn::Zero(wordTag), high = low;
    for (unsigned k = bits; k > 0; --k) {
        const WordVec plane = hn::Set(wordTag, block[k]);
        low = withBit(low, plane, mineLow);
        high = withBit(high, plane, mineHigh);
    }
    const WordVec signs = hn::Set(wordTag, block[0]);
    return {withSign(low, signs, mineLow), withSign(high, signs, mineHigh)};
}

// --- blocks of few bits: all planes at once, whatever their number, so that no branch depends on
// their number

// Vectors of 32 bytes are needed.
#undef TOUCHSTONE_NARROW_BLOCKS
#if HWY_MAX_BYTES >= 32 && !HWY_HAVE_SCALABLE
#define TOUCHSTONE_NARROW_BLOCKS
constexpr unsigned narrowBits = planesLoaded - 1;  // and the signs

using Planes = hn::CappedTag<std::uint32_t, planesLoaded>;
constexpr Planes planeTag;
using PlaneVec = hn::Vec<Planes>;

alignas(64) constexpr std::uint32_t keptPlanes[2 * planesLoaded] = {~0U, ~0U, ~0U, ~0U,
                                                                    ~0U, ~0U, ~0U, ~0U};

// Byte b of word w goes to byte w of 64-bit lane b.
HWY_INLINE hn::Vec<hn::Repartition<std::uint64_t, Planes>> transposedBytes(PlaneVec words)
{
    const hn::Repartition<std::uint8_t, Planes> bytes;
    alignas(32) static constexpr std::uint8_t inBlockOrder[32] = {
            0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15,
            0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15};
    alignas(32) static constexpr std::int32_t acrossOrder[planesLoaded] = {0, 4, 1, 5, 2, 6, 3, 7};
    const auto inBlock =
            hn::TableLookupBytes(hn::BitCast(bytes, words), hn::Load(bytes, inBlockOrder));
    const auto across = hn::TableLookupLanes(hn::BitCast(planeTag, inBlock),
                                             hn::SetTableIndices(planeTag, acrossOrder));
    return hn::BitCast(hn::Repartition<std::uint64_t, Planes>(), across);
}

// Bits of `mask` change places with those `by` higher.
template <int by, class V>
HWY_INLINE V swapped(V x, std::uint64_t mask)
{
    const V wanted = hn::Set(hn::DFromV<V>(), mask);
    const V moved = hn::And(hn::Xor(x, hn::ShiftRight<by>(x)), wanted);
    return hn::Xor(x, hn::Xor(moved, hn::ShiftLeft<by>(moved)));
}

// Bit b of byte w goes to bit w of byte b, in every lane (Warren, "Hacker's Delight", 7-3).
template <class V>
HWY_INLINE V transposedBits(V x)
{
    x = swapped<7>(x, 0x00AA00AA00AA00AAULL);
    x = swapped<14>(x, 0x0000CCCC0000CCCCULL);
    return swapped<28>(x, 0x00000000F0F0F0F0ULL);
}

// bits <= narrowBits
HWY_INLINE void narrowNumbers(const std::uint32_t *block, unsigned bits, std::int8_t *numbers)
{
    const hn::Repartition<std::int8_t, Planes> bytes;
    const hn::RebindToUnsigned<decltype(bytes)> unsignedBytes;
    const PlaneVec words = hn::And(hn::LoadU(planeTag, block),
                                   hn::LoadU(planeTag, keptPlanes + narrowBits - bits));
    const auto coded = hn::BitCast(unsignedBytes, transposedBits(transposedBytes(words)));
    const auto negative =
            hn::BitCast(bytes, hn::And(coded, hn::Set(unsignedBytes, std::uint8_t(1))));
    // (2 m + s) / 2 xor -s, plus s: -m where the sign s is set.
    const auto magnitude = hn::BitCast(bytes, hn::ShiftRight<1>(coded));
    hn::Store(hn::Add(hn::Xor(magnitude, hn::Neg(negative)), negative), bytes, numbers);
}
#endif

// v[i] + v[i - 1] + ... + v[0], in log2(lanes) steps.
HWY_INLINE IntVec prefixSums(IntVec v)
{
    const auto place = hn::Iota(intTag, 0);
    for (int by = 1; by < int(hn::Lanes(intTag)); by *= 2) {
        const auto from = hn::Sub(place, hn::Set(intTag, by));
        const auto indices = hn::IndicesFromVec(intTag, hn::Max(from, hn::Zero(intTag)));
        const auto shifted = hn::TableLookupLanes(v, indices);
        v = hn::Add(v, hn::IfThenElseZero(hn::Gt(from, hn::Set(intTag, -1)), shifted));
    }
    return v;
}

HWY_INLINE IntVec lastLane(IntVec v)
{
    const auto last = hn::Set(intTag, int(hn::Lanes(intTag)) - 1);
    return hn::TableLookupLanes(v, hn::IndicesFromVec(intTag, last));
}

// Numbers to values; at(i): two vectors from number i on.
template <bool predicted, bool bypass, class At>
HWY_INLINE void storeBlock(const At &at, Vec step, float *out)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    IntVec before = hn::Zero(intTag);
    for (std::size_t i = 0; i < blockValues; i += 2 * lanes) {
        auto [low, high] = at(i);
        if constexpr (predicted) {
            low = hn::Add(prefixSums(low), before);
            high = hn::Add(prefixSums(high), lastLane(low));
            before = lastLane(high);
        }
        putVector<bypass>(hn::Mul(hn::ConvertTo(floatTag, low), step), floatTag, out + i);
        putVector<bypass>(hn::Mul(hn::ConvertTo(floatTag, high), step), floatTag, out + i + lanes);
    }
}

template <bool predicted, bool bypass>
HWY_INLINE void decodeBlock(const std::uint32_t *block, unsigned bits, Vec step, float *out)
{
#ifdef TOUCHSTONE_NARROW_BLOCKS
    if (HWY_LIKELY(bits <= narrowBits)) {
        alignas(32) std::int8_t numbers[blockValues];
        narrowNumbers(block, bits, numbers);
        const hn::Rebind<std::int8_t, Floats> bytes;
        const auto at = [&](std::size_t i) HWY_ATTR {
            return hn::PromoteTo(intTag, hn::LoadU(bytes, numbers + i));
        };
        const auto pair = [&](std::size_t i) HWY_ATTR {
            return Pair{at(i), at(i + hn::Lanes(floatTag))};
        };
        storeBlock<predicted, bypass>(pair, step, out);
        return;
    }
#endif
    const auto pair = [&](std::size_t i) HWY_ATTR { return numbersAt(block, bits, i); };
    storeBlock<predicted, bypass>(pair, step, out);
}

template <bool predicted, bool bypass>
HWY_INLINE void decodeBlocks(const FixedView &code, std::size_t chunk, const Target &to)
{
    const Vec step = hn::Set(floatTag, to.step);
    const std::uint32_t *words = code.words + code.starts[chunk];
    const std::uint8_t *bits = code.bits + chunk * blocksPerChunk;
    const std::size_t count = to.count;
    float *out = to.out;
    for (std::size_t first = 0; first < count; first += blockValues, ++bits) {
        if (first + blockValues <= count) {
            decodeBlock<predicted, bypass>(words, *bits, step, out + first);
        } else {
            float padded[blockValues];
            decodeBlock<predicted, false>(words, *bits, step, padded);
            std::copy(padded, padded + (count - first), out + first);
        }
        words += *bits + (*bits > 0 ? 1U : 0U);
    }
}

void DecodeFixed(const FixedView &code, std::size_t chunk, const Target &to)
{
    if (to.bypass) {
        to.predicted ? decodeBlocks<true, true>(code, chunk, to)
                     : decodeBlocks<false, true>(code, chunk, to);
        hwy::FlushStream();
    } else {
        to.predicted ? decodeBlocks<true, false>(code, chunk, to)
                     : decodeBlocks<false, false>(code, chunk, to);
    }
}

// --- Huffman codes

template <bool predicted>
struct Stream {
    huffman::BitReader reader;
    int before = 0;

    HWY_INLINE std::int16_t next(const std::int32_t *table, std::uint64_t mask)
    {
        const int number = reader.take(table, mask);
        before = predicted ? before + number : number;
        return std::int16_t(before);
    }
};

// Of a whole chunk, side by side: each stream alone would wait for its own last length.
template <bool predicted>
HWY_INLINE void decodeStreams(const HuffmanView &code, const std::uint32_t *starts,
                              std::int16_t *codes)
{
    const auto from = [&](std::size_t stream) {
        return Stream<predicted>{huffman::BitReader(code.bytes + starts[stream])};
    };
    auto a = from(0), b = from(1), c = from(2), d = from(3);
    const std::int32_t *table = code.table;
    const std::uint64_t mask = (std::uint64_t(1) << code.tableBits) - 1;
    for (std::size_t i = 0; i < streamValues;) {
        a.reader.refill();
        b.reader.refill();
        c.reader.refill();
        d.reader.refill();
        for (const std::size_t end = i + 4; i < end; ++i) {  // what one refill is enough for
            codes[i] = a.next(table, mask);
            codes[i + streamValues] = b.next(table, mask);
            codes[i + 2 * streamValues] = c.next(table, mask);
            codes[i + 3 * streamValues] = d.next(table, mask);
        }
    }
}

// Of the last chunk.
template <bool predicted>
HWY_INLINE void decodeRest(const HuffmanView &code, const std::uint32_t *starts, std::size_t count,
                           std::int16_t *codes)
{
    const std::uint64_t mask = (std::uint64_t(1) << code.tableBits) - 1;
    for (std::size_t first = 0; first < count; first += streamValues, ++starts) {
        Stream<predicted> stream{huffman::BitReader(code.bytes + *starts)};
        for (std::size_t i = first; i < std::min(first + streamValues, count); ++i) {
            stream.reader.refill();
            codes[i] = stream.next(code.table, mask);
        }
    }
}

template <bool predicted>
HWY_INLINE void decodeCodes(const HuffmanView &code, std::size_t chunk, std::size_t count,
                            std::int16_t *codes)
{
    const std::uint32_t *starts = code.starts + chunk * streamsPerChunk;
    if (count == chunkValues) {
        decodeStreams<predicted>(code, starts, codes);
    } else {
        decodeRest<predicted>(code, starts, count, codes);
    }
}

template <bool bypass>
HWY_INLINE void scale(const std::int16_t *codes, const Target &to)
{
    const hn::Rebind<std::int16_t, Floats> shorts;
    const Vec step = hn::Set(floatTag, to.step);
    const std::size_t lanes = hn::Lanes(floatTag);
    std::size_t i = 0;
    for (; i + lanes <= to.count; i += lanes) {
        const IntVec numbers = hn::PromoteTo(intTag, hn::LoadU(shorts, codes + i));
        putVector<bypass>(hn::Mul(hn::ConvertTo(floatTag, numbers), step), floatTag, to.out + i);
    }
    for (; i < to.count; ++i) {
        to.out[i] = float(codes[i]) * to.step;
    }
}

void DecodeHuffman(const HuffmanView &code, std::size_t chunk, const Target &to)
{
    alignas(64) std::int16_t codes[chunkValues];
    to.predicted ? decodeCodes<true>(code, chunk, to.count, codes)
                 : decodeCodes<false>(code, chunk, to.count, codes);
    if (to.bypass) {
        scale<true>(codes, to);
        hwy::FlushStream();
    } else {
        scale<false>(codes, to);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::codec
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels::codec {

HWY_EXPORT(DecodeFixed);
HWY_EXPORT(DecodeHuffman);

void decodeFixed(const FixedView &code, std::size_t chunk, const Target &to)
{
    HWY_DYNAMIC_DISPATCH(DecodeFixed)(code, chunk, to);
}

void decodeHuffman(const HuffmanView &code, std::size_t chunk, const Target &to)
{
    HWY_DYNAMIC_DISPATCH(DecodeHuffman)(code, chunk, to);
}

}  // namespace touchstone::kernels::codec
#endif
