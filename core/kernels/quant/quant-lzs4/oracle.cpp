#include "kernels/quant/quant-lzs4/oracle.h"

#include "kernels/blocks/half.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::quant_lzs4 {

namespace {

constexpr std::array<double, 8> kWhole{0, 1, 2, 3, 4, 5, 6, 7};
constexpr std::array<double, 8> kE2m1{0, 0.5, 1, 1.5, 2, 3, 4, 6};

const std::array<double, 8> &tableOf(std::size_t codec)
{
    return codec == MxFp4 ? kE2m1 : kWhole;
}

// Signed, as stored: a whole number for Int8, else sign and magnitude.
int codeAt(std::size_t codec, const Layout &layout, const Stream &stream, std::size_t r,
           std::size_t column)
{
    const std::size_t block = r * layout.blocks + column / kBlock;
    const std::size_t place = column % kBlock;
    if (codec == Int8) {
        return std::int8_t(stream.codes[block * 16 + place]);
    }
    const unsigned byte = stream.codes[block * 8 + place % 8];
    return int(place < 8 ? byte & 15U : byte >> 4U);
}

unsigned flagAt(const Layout &layout, const Stream &stream, std::size_t r, std::size_t group)
{
    unsigned flag = 0;
    for (unsigned i = 0; i < 3; ++i) {
        const std::size_t bit = 3 * group + i;
        flag |= ((stream.groups[r * layout.groupStride + bit / 8] >> (bit % 8)) & 1U) << i;
    }
    return flag;
}

double scaleAt(std::size_t codec, const Layout &layout, const Stream &stream, std::size_t r,
               std::size_t column)
{
    const std::uint8_t *groups = stream.groups.data() + r * layout.groupStride;
    const std::size_t block = column / kBlock;
    switch (codec) {
    case Int4Group64:
        return fromFp16(Half(groups[block / 4 * 2] | groups[block / 4 * 2 + 1] << 8));
    case Pow2Group16:
        return groups[block] == 0 ? 0 : std::pow(2.0, groups[block] - 127);
    case MxFp4:
        return groups[block / 2] == 0 ? 0 : std::pow(2.0, groups[block / 2] - 127);
    case LzsTruncate:
    case LzsRound:
        return double(stream.scales[r]) * std::pow(2.0, flagAt(layout, stream, r, block));
    default:
        return stream.scales[r];
    }
}

double largestOf(const float *x, std::size_t first, std::size_t last)
{
    double most = 0;
    for (std::size_t i = first; i < last; ++i) {
        most = std::max(most, std::abs(double(x[i])));
    }
    return most;
}

bool near(double value, double wanted, double relative)
{
    return std::abs(value - wanted) <= relative * wanted;
}

// Index of the nearest entry of the codec's table.
std::size_t nearest(std::size_t codec, double ratio)
{
    const auto &table = tableOf(codec);
    std::size_t best = 0;
    for (std::size_t m = 1; m < table.size(); ++m) {
        best = std::abs(ratio - table[m]) < std::abs(ratio - table[best]) ? m : best;
    }
    return best;
}

unsigned bitsOf(double whole)
{
    return whole < 1 ? 0U : unsigned(std::ilogb(whole)) + 1U;
}

std::size_t lzsMagnitude(bool round, double quantised, unsigned flag)
{
    const double step = std::pow(2.0, flag);
    const double shifted = std::floor(quantised / step + (round ? 0.5 : 0.0));
    return std::size_t(std::min(7.0, shifted));
}

// The magnitude that |x| = `magnitude` must get.
std::size_t wantedMagnitude(std::size_t codec, double magnitude, double scale, double rowScale,
                            unsigned flag)
{
    if (isLzs(codec)) {
        return lzsMagnitude(codec == LzsRound, std::nearbyint(magnitude / rowScale), flag);
    }
    return codec == Int8 ? std::size_t(std::nearbyint(magnitude / scale))
                         : nearest(codec, magnitude / scale);
}

bool scaleIsRight(std::size_t codec, double scale, double rowScale, double rowMost,
                  double groupMost)
{
    switch (codec) {
    case Int8:
        return near(rowScale, rowMost / 127, 1e-6);
    case Int4Token:
        return near(rowScale, rowMost / 7, 1e-6);
    case Int4Group64:
        return near(scale, groupMost / 7, halfRounding(HalfFormat::Fp16) * 1.01);
    case Pow2Group16:
        return groupMost == 0 ? scale == 0 : scale * 7 >= groupMost && scale * 3.5 < groupMost;
    case MxFp4:
        return groupMost == 0 ? scale == 0 : scale * 4 <= groupMost && groupMost < scale * 8;
    default: {
        if (!near(rowScale, rowMost / 127, 1e-6)) {
            return false;
        }
        const auto flagFor = [&](double slack) {
            const double q = std::nearbyint(groupMost / rowScale * slack);
            return std::pow(2.0, std::max(3U, bitsOf(q)) - 3U);
        };
        const double flag = scale / rowScale;
        return near(flag, flagFor(1 - 1e-6), 1e-9) || near(flag, flagFor(1 + 1e-6), 1e-9);
    }
    }
}

}  // namespace

double decoded(std::size_t codec, const Layout &layout, const Stream &stream, std::size_t r,
               std::size_t column)
{
    const int code = codeAt(codec, layout, stream, r, column);
    const double scale = scaleAt(codec, layout, stream, r, column);
    if (codec == Int8) {
        return code * scale;
    }
    const double magnitude = tableOf(codec)[std::size_t(code & 7)] * scale;
    return (code & 8) != 0 ? -magnitude : magnitude;
}

std::size_t wrongCodes(std::size_t codec, const Layout &layout, const float *x,
                       const Stream &stream, std::size_t r)
{
    const double rowMost = largestOf(x, 0, layout.columns);
    const double rowScale = stream.scales[r];
    std::size_t wrong = 0;
    for (std::size_t c = 0; c < layout.columns; ++c) {
        const std::size_t width = std::max<std::size_t>(1, blocksPerGroup(codec)) * kBlock;
        const std::size_t first = c / width * width;
        const double groupMost = largestOf(x, first, std::min(first + width, layout.columns));
        const double scale = scaleAt(codec, layout, stream, r, c);
        const int code = codeAt(codec, layout, stream, r, c);
        const double magnitude = std::abs(double(x[c]));
        const auto stored = std::size_t(codec == Int8 ? std::abs(code) : code & 7);
        const bool negative = codec == Int8 ? code < 0 : (code & 8) != 0;
        const unsigned flag = isLzs(codec) ? flagAt(layout, stream, r, c / kBlock) : 0;
        const auto wanted = [&](double slack) {
            return wantedMagnitude(codec, magnitude * slack, scale, rowScale, flag);
        };
        const bool right = scaleIsRight(codec, scale, rowScale, rowMost, groupMost)
                           && (stored == wanted(1 - 1e-6) || stored == wanted(1 + 1e-6))
                           && (stored == 0 || negative == (x[c] < 0));
        wrong += right ? 0 : 1;
    }
    return wrong;
}

}  // namespace touchstone::kernels::quant_lzs4
