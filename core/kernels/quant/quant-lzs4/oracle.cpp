#include "kernels/quant/quant-lzs4/oracle.h"

#include "kernels/blocks/half.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::quant_lzs4 {

namespace {

constexpr std::array<double, 8> wholeNumbers{0, 1, 2, 3, 4, 5, 6, 7};
constexpr std::array<double, 8> e2m1{0, 0.5, 1, 1.5, 2, 3, 4, 6};

const std::array<double, 8> &tableOf(std::size_t codec)
{
    return codec == MxFp4 ? e2m1 : wholeNumbers;
}

// Signed, as stored: a whole number for Int8, else sign and magnitude.
int codeAt(const Stream &stream, std::size_t r, std::size_t column)
{
    const std::uint8_t *codes = stream.codes.data() + r * stream.rowCodes;
    const std::size_t block = column / blockSize;
    const std::size_t place = column % blockSize;
    if (stream.codec == Int8) {
        return std::int8_t(codes[block * 16 + place]);
    }
    const unsigned byte = codes[block * 8 + place % 8];
    return int(place < 8 ? byte & 15U : byte >> 4U);
}

unsigned flagAt(const Stream &stream, std::size_t r, std::size_t group)
{
    unsigned flag = 0;
    for (unsigned i = 0; i < 3; ++i) {
        const std::size_t bit = 3 * group + i;
        flag |= ((stream.groups[r * stream.rowGroups + bit / 8] >> (bit % 8)) & 1U) << i;
    }
    return flag;
}

double scaleAt(const Stream &stream, std::size_t r, std::size_t column)
{
    const std::uint8_t *groups = stream.groups.data() + r * stream.rowGroups;
    const std::size_t block = column / blockSize;
    switch (stream.codec) {
    case Int4Group64:
        return fromFp16(Half(groups[block / 4 * 2] | groups[block / 4 * 2 + 1] << 8));
    case Pow2Group16:
        return groups[block] == 0 ? 0 : std::pow(2.0, groups[block] - 127);
    case MxFp4:
        return groups[block / 2] == 0 ? 0 : std::pow(2.0, groups[block / 2] - 127);
    case LzsTruncate:
    case LzsRound:
        return double(stream.scales[r]) * std::pow(2.0, flagAt(stream, r, block));
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
        return near(rowScale, rowMost / 127, 3e-7);
    case Int4Token:
        return near(rowScale, rowMost / 7, 3e-7);
    case Int4Group64:
        return halfUlps(HalfFormat::Fp16, toFp16(float(scale)), groupMost / 7) <= 0.5 + 1e-3;
    case Pow2Group16:
        return groupMost == 0 ? scale == 0 : scale * 7 >= groupMost && scale * 3.5 < groupMost;
    case MxFp4:
        return groupMost == 0 ? scale == 0 : scale * 4 <= groupMost && groupMost < scale * 8;
    default: {
        if (!near(rowScale, rowMost / 127, 3e-7)) {
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

// The bits of the last byte of flags that belong to no group.
bool unusedFlagsAreZero(const Layout &layout, const Stream &stream, std::size_t r)
{
    const std::size_t bits = 3 * layout.blocks % 8;
    return !isLzs(stream.codec) || bits == 0
           || stream.groups[(r + 1) * stream.rowGroups - 1] >> bits == 0;
}

bool codeIsRight(const Stream &stream, std::size_t r, std::size_t c, float x, double scale)
{
    const std::size_t codec = stream.codec;
    const int code = codeAt(stream, r, c);
    const auto stored = std::size_t(codec == Int8 ? std::abs(code) : code & 7);
    const unsigned flag = isLzs(codec) ? flagAt(stream, r, c / blockSize) : 0;
    const double rowScale = hasRowScale(codec) ? double(stream.scales[r]) : 0.0;
    const auto wanted = [&](double slack) {
        return wantedMagnitude(codec, std::abs(double(x)) * slack, scale, rowScale, flag);
    };
    const bool signIsRight = codec == Int8 ? stored == 0 || (code < 0) == (x < 0)
                                           : ((code & 8) != 0) == std::signbit(x);
    return signIsRight && (stored == wanted(1 - 1e-6) || stored == wanted(1 + 1e-6));
}

}  // namespace

double decoded(const Stream &stream, std::size_t r, std::size_t column)
{
    const int code = codeAt(stream, r, column);
    const double scale = scaleAt(stream, r, column);
    if (stream.codec == Int8) {
        return code * scale;
    }
    const double magnitude = tableOf(stream.codec)[std::size_t(code & 7)] * scale;
    return (code & 8) != 0 ? -magnitude : magnitude;
}

bool rowIsRight(const Layout &layout, const float *x, const Stream &stream, std::size_t r)
{
    const std::size_t codec = stream.codec;
    const double rowMost = largestOf(x, 0, layout.columns);
    const double rowScale = hasRowScale(codec) ? double(stream.scales[r]) : 0.0;
    const std::size_t width = std::max<std::size_t>(1, blocksPerGroup(codec)) * blockSize;
    bool right = unusedFlagsAreZero(layout, stream, r);
    for (std::size_t first = 0; first < layout.padded(); first += width) {
        const double most = largestOf(x, first, std::min(first + width, layout.columns));
        const double scale = scaleAt(stream, r, first);
        right = right && scaleIsRight(codec, scale, rowScale, rowMost, most);
        for (std::size_t c = first; c < std::min(first + width, layout.padded()); ++c) {
            const float value = c < layout.columns ? x[c] : 0.0F;
            right = right && codeIsRight(stream, r, c, value, scale);
        }
    }
    return right;
}

}  // namespace touchstone::kernels::quant_lzs4
