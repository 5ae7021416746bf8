#include "kernels/moe/expert-eb-compress/oracle.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::expert_eb_compress {

double exactHalf(Half half)
{
    const unsigned exponent = (half >> 10U) & 31U;
    const unsigned fraction = half & 1023U;
    const double magnitude = exponent == 0
                                     ? std::ldexp(double(fraction), -24)
                                     : std::ldexp(double(1024 + fraction), int(exponent) - 25);
    return (half >> 15U) != 0 ? -magnitude : magnitude;
}

int exactNumber(const std::uint8_t *codes, unsigned bits, std::size_t i)
{
    if (bits == 8) {
        return codes[i] < 128 ? codes[i] : codes[i] - 256;
    }
    const std::size_t place = i % 64;
    const std::uint8_t byte = codes[i / 64 * 32 + place % 32];
    const int number = place < 32 ? byte % 16 : byte / 16;
    return number < 8 ? number : number - 16;
}

FixedOracle::FixedOracle(std::span<const std::uint8_t> bits, std::span<const std::uint32_t> words)
    : m_bits(bits), m_words(words), m_first(1, 0)
{
    for (const std::uint8_t width : bits) {
        m_first.push_back(m_first.back() + (width > 0 ? 1U + width : 0U));
    }
}

std::vector<int> FixedOracle::block(std::size_t index, bool predicted) const
{
    std::vector<int> numbers;
    for (unsigned i = 0; i < 32; ++i) {
        int number = 0;
        for (unsigned k = 0; k < m_bits[index]; ++k) {
            const std::uint32_t plane = m_words[m_first[index] + 1 + k];
            number += (plane & (1U << i)) != 0 ? 1 << k : 0;
        }
        const bool negative = number != 0 && (m_words[m_first[index]] & (1U << i)) != 0;
        const int before = predicted && i > 0 ? numbers.back() : 0;
        numbers.push_back(before + (negative ? -number : number));
    }
    return numbers;
}

HuffmanOracle::HuffmanOracle(int lowest, std::span<const std::uint8_t> lengths)
{
    unsigned code = 0;
    for (unsigned length = 1; length < 32; ++length) {
        for (std::size_t i = 0; i < lengths.size(); ++i) {
            if (lengths[i] == length) {
                m_numbers[{length, code++}] = lowest + int(i);
            }
        }
        code *= 2;
    }
}

std::optional<std::vector<int>> HuffmanOracle::stream(std::span<const std::uint8_t> bytes,
                                                      std::size_t count, bool predicted) const
{
    std::vector<int> numbers;
    std::size_t bit = 0;
    while (numbers.size() < count) {
        unsigned code = 0;
        auto found = m_numbers.end();
        for (unsigned length = 1; length < 32 && found == m_numbers.end(); ++length, ++bit) {
            if (bit >= bytes.size() * 8) {
                return std::nullopt;
            }
            code = 2 * code + ((bytes[bit / 8] >> (bit % 8)) & 1U);
            found = m_numbers.find({length, code});
        }
        if (found == m_numbers.end()) {
            return std::nullopt;
        }
        numbers.push_back(found->second + (predicted && !numbers.empty() ? numbers.back() : 0));
    }
    return (bit + 7) / 8 == bytes.size() ? std::optional(numbers) : std::nullopt;
}

double entropyBits(std::span<const float> values, float step, std::size_t period)
{
    std::vector<double> counts(8192, 0.0);  // far more than differences of codes reach
    long before = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const long number = std::lround(double(values[i]) / double(step));
        const bool differs = period > 0 && i % period != 0;
        const long difference = differs ? number - before : number;
        before = number;
        counts[std::size_t(std::clamp(difference, -4096L, 4095L) + 4096)] += 1;
    }
    double bits = 0;
    for (const double count : counts) {
        bits -= count > 0 ? count * std::log2(count / double(values.size())) : 0;
    }
    return bits;
}

}  // namespace touchstone::kernels::expert_eb_compress
