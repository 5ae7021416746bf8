#include "kernels/blocks/quantise.h"
#include "kernels/unconventional/ternary-poisson-code/words.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::ternary_poisson_code {

Vectors::Vectors(std::size_t number, std::size_t size, Memory &memory)
    : count(number), width(size), fp32(memory.allocate<float>(BufferRole::Input, number * size)),
      bytes(memory.allocate<std::int8_t>(BufferRole::Input, number * size)),
      planes(memory.allocate<std::uint64_t>(BufferRole::Input, number * 2 * planeWords(size))),
      byteScales(memory.allocate<float>(BufferRole::Input, number)),
      planeScales(memory.allocate<float>(BufferRole::Input, number))
{
}

void Vectors::derive(int most) const
{
    const std::size_t plane = planeWords(width);
    std::fill(planes.span().begin(), planes.span().end(), std::uint64_t(0));
    for (std::size_t i = 0; i < count; ++i) {
        byteScales[i] = roundToLargest(row(i), most, bytes.data() + i * width);
        std::uint64_t *mask = planes.data() + i * 2 * plane;
        const double gamma = meanMagnitude(row(i));
        std::size_t nonZeros = 0;
        for (std::size_t k = 0; k < width; ++k) {
            const int level = ternaryLevel(row(i)[k], gamma);
            mask[k / 64] |= std::uint64_t(level != 0) << (k % 64);
            mask[plane + k / 64] |= std::uint64_t(level < 0) << (k % 64);
            nonZeros += level != 0 ? 1 : 0;
        }
        planeScales[i] = float(1 / std::sqrt(double(std::max<std::size_t>(1, nonZeros))));
    }
}

std::vector<double> Vectors::exact(Form form, std::size_t i) const
{
    double sum = 0, square = 0;
    for (const float value : row(i)) {
        sum += std::fabs(value);
    }
    std::vector<double> right(width);
    for (std::size_t k = 0; k < width; ++k) {
        const double value = row(i)[k];
        const bool silent = std::fabs(value) <= sum / double(width);
        right[k] = form == Fp32   ? value
                   : form == Int8 ? double(bytes[i * width + k]) * byteScales[i]
                   : silent       ? 0
                                  : std::copysign(1.0, value);
        square += right[k] * right[k];
    }
    for (double &value : right) {
        value /= form == Ternary ? std::sqrt(std::max(1.0, square)) : 1;
    }
    return right;
}

}  // namespace touchstone::kernels::ternary_poisson_code
