// Inference of the logic-gate network on packed bits, and encoding of its inputs, in vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/unconventional/logic-gate-packed/simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include <algorithm>
#include <bit>

#include "kernels/unconventional/logic-gate-packed/net.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::logic_gate_packed {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Words = hn::CappedTag<std::uint64_t, rowWords>;
constexpr Words wordTag;
using Vec = hn::Vec<Words>;
using Ints = hn::CappedTag<std::int32_t, 16>;
constexpr Ints intTag;
using Floats = hn::CappedTag<float, 16>;
constexpr Floats floatTag;

// --- gates

// The logic operation of a truth table on all samples of two vectors; bit 2a + b.
template <int Table>
HWY_INLINE Vec gate(Vec a, Vec b)
{
    if constexpr (Table % 2 == 1) {
        return hn::Not(gate<15 - Table>(a, b));
    } else if constexpr (Table == 0) {
        return hn::Zero(wordTag);
    } else if constexpr (Table == 2) {
        return hn::AndNot(a, b);
    } else if constexpr (Table == 4) {
        return hn::AndNot(b, a);
    } else if constexpr (Table == 6) {
        return hn::Xor(a, b);
    } else if constexpr (Table == 8) {
        return hn::And(a, b);
    } else if constexpr (Table == 10) {
        return b;
    } else if constexpr (Table == 12) {
        return a;
    } else {
        return hn::Or(a, b);
    }
}

struct Layer {
    std::size_t gates;
    const std::uint32_t *wires, *runs;
    const std::uint64_t *in;
    std::uint64_t *out;
};

// Wires are random, which no processor predicts: rows of the gates to come are prefetched.
constexpr std::size_t prefetchedGates = 12;

template <int Table>
HWY_INLINE void runGates(const Layer &layer)
{
    for (std::size_t g = layer.runs[Table]; g < layer.runs[Table + 1]; ++g) {
        const std::size_t later = std::min(g + prefetchedGates, layer.gates - 1);
        hwy::Prefetch(layer.in + layer.wires[2 * later] * rowWords);
        hwy::Prefetch(layer.in + layer.wires[2 * later + 1] * rowWords);
        const std::uint64_t *a = layer.in + layer.wires[2 * g] * rowWords;
        const std::uint64_t *b = layer.in + layer.wires[2 * g + 1] * rowWords;
        for (std::size_t i = 0; i < rowWords; i += hn::Lanes(wordTag)) {
            hn::StoreU(gate<Table>(hn::LoadU(wordTag, a + i), hn::LoadU(wordTag, b + i)), wordTag,
                       layer.out + g * rowWords + i);
        }
    }
}

template <int... Table>
HWY_INLINE void runLayer(const Layer &layer, std::integer_sequence<int, Table...>)
{
    (runGates<Table>(layer), ...);
}

// --- Group-Sum: votes counted in bit planes, without leaving the packed form

constexpr std::size_t mostPlanes = 24;

struct Sum {
    // sum + a + b; what does not fit goes into the return value.
    static HWY_INLINE Vec add(Vec &sum, Vec a, Vec b)
    {
        const Vec either = hn::Xor(sum, a);
        const Vec carry = hn::Or(hn::And(sum, a), hn::And(either, b));
        sum = hn::Xor(either, b);
        return carry;
    }
    HWY_INLINE void addAt(Vec carry, std::size_t plane)
    {
        for (; plane < used; ++plane) {
            const Vec sum = planes[plane];
            planes[plane] = hn::Xor(sum, carry);
            carry = hn::And(sum, carry);
        }
    }
    // Eight rows by full adders (Harley and Seal): one carry in eight walks on.
    template <class Row>
    HWY_INLINE void addEight(const Row &row)
    {
        const Vec twosA = add(planes[0], row(0), row(1));
        const Vec twosB = add(planes[0], row(2), row(3));
        const Vec foursA = add(planes[1], twosA, twosB);
        const Vec twosC = add(planes[0], row(4), row(5));
        const Vec twosD = add(planes[0], row(6), row(7));
        const Vec foursB = add(planes[1], twosC, twosD);
        addAt(add(planes[2], foursA, foursB), 3);
    }

    Vec planes[mostPlanes];
    std::size_t used;
};

HWY_INLINE Vec blend(Vec which, Vec yes, Vec no)
{
    return hn::Or(hn::And(which, yes), hn::AndNot(which, no));
}

// The class with most votes so far, as planes of its votes and of its number.
struct Best {
    Vec votes[mostPlanes], number[mostPlanes];
    std::size_t votePlanes, numberPlanes;

    HWY_INLINE void offer(const Sum &sum, std::size_t c)
    {
        Vec more = hn::Zero(wordTag);
        for (std::size_t p = 0; p < votePlanes; ++p) {
            const Vec differ = hn::Xor(sum.planes[p], votes[p]);
            more = blend(differ, sum.planes[p], more);
        }
        for (std::size_t p = 0; p < votePlanes; ++p) {
            votes[p] = blend(more, sum.planes[p], votes[p]);
        }
        for (std::size_t p = 0; p < numberPlanes; ++p) {
            number[p] = (c >> p) & 1U ? hn::Or(number[p], more) : hn::AndNot(more, number[p]);
        }
    }
};

HWY_INLINE void sumGroup(const Network &network, const std::uint64_t *rows, std::size_t c, Sum &sum)
{
    std::fill(sum.planes, sum.planes + sum.used, hn::Zero(wordTag));
    const std::uint32_t *outputs = network.outputs.data();
    std::size_t g = network.sizes.groupBegin(c);
    const std::size_t end = network.sizes.groupBegin(c + 1);
    const auto row = [&](std::size_t i) HWY_ATTR {
        return hn::LoadU(wordTag, rows + outputs[g + i] * rowWords);
    };
    for (; g + 8 <= end; g += 8) {
        sum.addEight(row);
    }
    for (; g < end; ++g) {
        sum.addAt(row(0), 0);
    }
}

// Numbers from their planes, [planes x rowWords].
HWY_INLINE hn::Vec<Ints> expand(const std::uint64_t *planes, std::size_t count, std::size_t sample)
{
    auto value = hn::Zero(intTag);
    for (std::size_t p = 0; p < count; ++p) {
        const std::uint64_t word = planes[p * rowWords + sample / 64] >> (sample % 64);
        const std::uint8_t bits[8] = {std::uint8_t(word), std::uint8_t(word >> 8U)};
        const auto mask = hn::LoadMaskBits(intTag, bits);
        value = hn::Or(value, hn::IfThenElseZero(mask, hn::Set(intTag, std::int32_t(1U << p))));
    }
    return value;
}

struct Planes {
    std::uint64_t votes[mostPlanes * rowWords], number[mostPlanes * rowWords];
};

void choose(const Network &network, const std::uint64_t *rows, Planes &planes,
            std::size_t votePlanes, std::size_t numberPlanes)
{
    for (std::size_t i = 0; i < rowWords; i += hn::Lanes(wordTag)) {
        Sum sum;
        Best best;
        sum.used = best.votePlanes = votePlanes;
        best.numberPlanes = numberPlanes;
        std::fill(best.votes, best.votes + mostPlanes, hn::Zero(wordTag));
        std::fill(best.number, best.number + mostPlanes, hn::Zero(wordTag));
        for (std::size_t c = 0; c < network.sizes.classes; ++c) {
            sumGroup(network, rows + i, c, sum);
            best.offer(sum, c);
        }
        for (std::size_t p = 0; p < votePlanes; ++p) {
            hn::StoreU(best.votes[p], wordTag, planes.votes + p * rowWords + i);
        }
        for (std::size_t p = 0; p < numberPlanes; ++p) {
            hn::StoreU(best.number[p], wordTag, planes.number + p * rowWords + i);
        }
    }
}

void InferBlock(const Network &network, const std::uint64_t *bits, std::size_t count,
                const std::array<std::uint64_t *, 2> &scratch, std::int32_t *classes, float *votes)
{
    const Sizes &sizes = network.sizes;
    const std::uint64_t *in = bits;
    for (std::size_t l = 0; l < sizes.layers; ++l) {
        std::uint64_t *out = scratch[l % 2];
        runLayer({sizes.gates, network.sortedWires.data() + l * sizes.gates * 2,
                  network.runs.data() + l * (tableCount + 1), in, out},
                 std::make_integer_sequence<int, int(tableCount)>());
        in = out;
    }
    const std::size_t largestGroup = (sizes.gates + sizes.classes - 1) / sizes.classes;
    // Three planes at least: addEight() fills them unasked.
    const auto votePlanes = std::max<std::size_t>(3, std::size_t(std::bit_width(largestGroup)));
    const auto numberPlanes = std::size_t(std::bit_width(sizes.classes - 1));
    Planes planes;
    choose(network, in, planes, votePlanes, numberPlanes);
    const std::size_t lanes = hn::Lanes(intTag);
    for (std::size_t sample = 0; sample < count; sample += lanes) {
        std::int32_t number[16];
        float sum[16];
        hn::StoreU(expand(planes.number, numberPlanes, sample), intTag, number);
        hn::StoreU(hn::ConvertTo(floatTag, expand(planes.votes, votePlanes, sample)), floatTag,
                   sum);
        const std::size_t valid = std::min(lanes, count - sample);
        std::copy(number, number + valid, classes + sample);
        std::copy(sum, sum + valid, votes + sample);
    }
}

// Features that are read at once: a cache line of a sample.
constexpr std::size_t lineFeatures = 16;
// Of one feature's samples; more than 512, so that those of a line do not share a set of the cache.
constexpr std::size_t columnSize = rowSamples + 16;

// Bit s of the row: value s of the column lies above the threshold.
HWY_INLINE void encodeRow(const float *column, float above, std::uint64_t *row)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    const auto threshold = hn::Set(floatTag, above);
    const auto compare = [&](std::size_t s) HWY_ATTR {
        return hn::Gt(hn::LoadU(floatTag, column + s), threshold);
    };
    if (lanes >= 8 && std::endian::native == std::endian::little) {  // whole bytes, in their place
        auto *bytes = reinterpret_cast<std::uint8_t *>(row);
        for (std::size_t s = 0; s < rowSamples; s += lanes) {
            hn::StoreMaskBits(floatTag, compare(s), bytes + s / 8);
        }
        return;
    }
    std::fill(row, row + rowWords, std::uint64_t(0));
    for (std::size_t s = 0; s < rowSamples; s += lanes) {
        std::uint8_t bits[8] = {};
        hn::StoreMaskBits(floatTag, compare(s), bits);
        row[s / 64] |= (bits[0] | (std::uint64_t(bits[1]) << 8U)) << (s % 64);
    }
}

void EncodeBlock(const Sizes &sizes, const float *x, std::size_t count, std::uint64_t *bits)
{
    float columns[lineFeatures * columnSize];
    // Samples beyond: no bit.
    std::fill(columns, columns + lineFeatures * columnSize, thresholds[0] - 1.0F);
    for (std::size_t first = 0; first < sizes.features; first += lineFeatures) {
        const std::size_t features = std::min(lineFeatures, sizes.features - first);
        for (std::size_t s = 0; s < count; ++s) {
            const float *line = x + s * sizes.features + first;
            for (std::size_t f = 0; f < features; ++f) {
                columns[f * columnSize + s] = line[f];
            }
        }
        for (std::size_t f = 0; f < features; ++f) {
            for (std::size_t t = 0; t < thresholds.size(); ++t) {
                encodeRow(columns + f * columnSize, thresholds[t],
                          bits + (t * sizes.features + first + f) * rowWords);
            }
        }
    }
}

void ToHiddenBytes(const std::int32_t *sums, std::size_t count, float scale, std::int8_t *bytes)
{
    const auto round = [&](auto tag, std::size_t i) HWY_ATTR {
        const hn::RebindToSigned<decltype(tag)> ints;
        const hn::Rebind<std::int8_t, decltype(tag)> narrow;
        const auto value =
                hn::Mul(hn::ConvertTo(tag, hn::LoadU(ints, sums + i)), hn::Set(tag, scale));
        const auto inside = hn::Min(hn::Max(value, hn::Zero(tag)), hn::Set(tag, 127.0F));
        const auto half = hn::Add(inside, hn::Set(tag, 0.5F));
        hn::StoreU(hn::DemoteTo(narrow, hn::ConvertTo(ints, half)), narrow, bytes + i);
    };
    std::size_t i = 0;
    for (; i + hn::Lanes(floatTag) <= count; i += hn::Lanes(floatTag)) {
        round(floatTag, i);
    }
    for (; i < count; ++i) {
        round(hn::CappedTag<float, 1>(), i);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::logic_gate_packed
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels::logic_gate_packed {

HWY_EXPORT(InferBlock);
HWY_EXPORT(EncodeBlock);
HWY_EXPORT(ToHiddenBytes);

void inferBlock(const Network &network, const std::uint64_t *bits, std::size_t count,
                const std::array<std::uint64_t *, 2> &scratch, std::int32_t *classes, float *votes)
{
    HWY_DYNAMIC_DISPATCH(InferBlock)(network, bits, count, scratch, classes, votes);
}

void toHiddenBytes(const std::int32_t *sums, std::size_t count, float scale, std::int8_t *bytes)
{
    HWY_DYNAMIC_DISPATCH(ToHiddenBytes)(sums, count, scale, bytes);
}

void encodeBlock(const Sizes &sizes, const float *x, std::size_t count, std::uint64_t *bits)
{
    HWY_DYNAMIC_DISPATCH(EncodeBlock)(sizes, x, count, bits);
}

}  // namespace touchstone::kernels::logic_gate_packed
#endif
