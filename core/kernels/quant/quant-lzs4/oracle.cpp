#include "kernels/blocks/half.h"
#include "kernels/blocks/quantise.h"
#include "kernels/quant/quant-lzs4/coded.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::quant_lzs4 {

namespace {

constexpr std::array<double, 8> e2m1{0, 0.5, 1, 1.5, 2, 3, 4, 6};

struct Code {
    bool negative;
    std::size_t magnitude;  // as stored
};

Code codeAt(const Stream &stream, std::size_t r, std::size_t column)
{
    const std::uint8_t *codes = stream.codes.data() + r * stream.rowCodes;
    if (stream.codec == Int8) {
        const bool negative = codes[column] > 127;
        return {negative, negative ? 256U - codes[column] : codes[column]};
    }
    const std::size_t place = column % blockSize;
    const unsigned byte = codes[column / blockSize * 8 + place % 8];
    const unsigned code = place < 8 ? byte & 15U : byte >> 4U;
    return {(code & 8U) != 0, code & 7U};
}

double rowScaleOf(const Stream &stream, std::size_t r)
{
    return hasRowScale(stream.codec) ? double(stream.scales[r]) : 0.0;
}

double scaleAt(const Stream &stream, std::size_t r, std::size_t column)
{
    const std::uint8_t *groups = stream.groups.data() + r * stream.rowGroups;
    const std::size_t block = column / blockSize;
    switch (stream.codec) {
    case Int4Group64:
        return fromFp16(Half(groups[block / 4 * 2] | groups[block / 4 * 2 + 1] << 8));
    case Pow2Group16:
    case MxFp4: {
        const int exponent = groups[block / blocksPerGroup(stream.codec)];
        return exponent == 0 ? 0 : std::pow(2.0, exponent - 127);
    }
    case LzsTruncate:
    case LzsRound: {
        double scale = stream.scales[r];
        for (std::size_t i = 0; i < 3; ++i) {  // bit by bit
            const std::size_t bit = 3 * block + i;
            scale *= ((groups[bit / 8] >> (bit % 8)) & 1U) != 0 ? std::pow(2.0, 1U << i) : 1;
        }
        return scale;
    }
    default:
        return stream.scales[r];
    }
}

// The magnitude that |x| = `magnitude` must get.
std::size_t wantedMagnitude(std::size_t codec, double magnitude, double scale, double rowScale)
{
    if (scale == 0) {
        return 0;
    }
    const double ratio = magnitude / scale;
    if (isLzs(codec)) {
        const double shifted = std::nearbyint(magnitude / rowScale) * rowScale / scale;
        return std::size_t(std::min(7.0, std::floor(shifted + (codec == LzsRound ? 0.5 : 0))));
    }
    if (codec == MxFp4) {
        const auto *nearest = std::min_element(e2m1.begin(), e2m1.end(), [&](double a, double b) {
            return std::abs(ratio - a) < std::abs(ratio - b);
        });
        return std::size_t(nearest - e2m1.begin());
    }
    return std::size_t(std::min(codec == Int8 ? 127.0 : 7.0, std::nearbyint(ratio)));
}

bool scaleIsRight(std::size_t codec, double scale, double rowScale, double rowMost,
                  double groupMost)
{
    const auto isRowMostOver = [&](double most) {
        return std::abs(rowScale - rowMost / most) <= 3e-7 * rowMost / most;
    };
    switch (codec) {
    case Int8:
        return isRowMostOver(127);
    case Int4Token:
        return isRowMostOver(7);
    case Int4Group64:
        return halfUlps(HalfFormat::Fp16, toFp16(float(scale)), groupMost / 7) <= 0.5 + 1e-3;
    case Pow2Group16:
        return groupMost == 0 ? scale == 0 : scale * 7 >= groupMost && scale * 3.5 < groupMost;
    case MxFp4:
        return groupMost == 0 ? scale == 0 : scale * 4 <= groupMost && groupMost < scale * 8;
    default: {
        const auto scaleFor = [&](double slack) {
            const double q = std::nearbyint(groupMost / rowScale * slack);
            return rowScale * (q < 8 ? 1 : std::pow(2.0, std::ilogb(q) - 2));
        };
        return isRowMostOver(127) && (scale == scaleFor(1 - 1e-6) || scale == scaleFor(1 + 1e-6));
    }
    }
}

// The bits of the last byte of flags that belong to no group.
bool unusedFlagsAreZero(const Stream &stream, std::size_t r)
{
    const std::size_t bits = 3 * stream.layout.blocks() % 8;
    return !isLzs(stream.codec) || bits == 0
           || stream.groups[(r + 1) * stream.rowGroups - 1] >> bits == 0;
}

bool codeIsRight(const Stream &stream, std::size_t r, std::size_t c, float x, double scale)
{
    const Code code = codeAt(stream, r, c);
    const auto isFor = [&](double slack) {
        return code.magnitude
               == wantedMagnitude(stream.codec, std::abs(double(x)) * slack, scale,
                                  rowScaleOf(stream, r));
    };
    const bool noSign = stream.codec == Int8 && code.magnitude == 0;
    return (noSign || code.negative == std::signbit(x)) && (isFor(1 - 1e-6) || isFor(1 + 1e-6));
}

}  // namespace

double decoded(const Stream &stream, std::size_t r, std::size_t column)
{
    const Code code = codeAt(stream, r, column);
    const double value = stream.codec == MxFp4 ? e2m1[code.magnitude] : double(code.magnitude);
    return (code.negative ? -value : value) * scaleAt(stream, r, column);
}

bool rowIsRight(const Stream &stream, std::size_t r, const float *x)
{
    const std::size_t codec = stream.codec, columns = stream.layout.columns;
    const double rowMost = largestMagnitude({x, columns});
    const std::size_t width = std::max<std::size_t>(1, blocksPerGroup(codec)) * blockSize;
    bool right = unusedFlagsAreZero(stream, r);
    for (std::size_t first = 0; first < stream.layout.padded(); first += width) {
        const std::size_t last = first + width;
        const double most = largestMagnitude({x + first, x + std::min(last, columns)});
        const double scale = scaleAt(stream, r, first);
        right = right && scaleIsRight(codec, scale, rowScaleOf(stream, r), rowMost, most);
        for (std::size_t c = first; c < std::min(last, stream.layout.padded()); ++c) {
            right = right && codeIsRight(stream, r, c, c < columns ? x[c] : 0.0F, scale);
        }
    }
    return right;
}

}  // namespace touchstone::kernels::quant_lzs4
