#include "kernels/blocks/rng.h"

#include <Random123/philox.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace touchstone::kernels::rng {

namespace {

// Two standard normal numbers from two words: Box and Muller, 1958.
std::array<double, 2> normalPair(std::uint32_t a, std::uint32_t b)
{
    const double radius = std::sqrt(-2.0 * std::log(uniform(a)));
    const double angle = 2.0 * std::numbers::pi * uniform(b);
    return {radius * std::cos(angle), radius * std::sin(angle)};
}

std::array<double, 4> fourNormals(std::uint64_t seed, std::uint32_t stream, std::uint64_t index)
{
    const auto words = philox(seed, stream, index);
    const auto first = normalPair(words[0], words[1]);
    const auto second = normalPair(words[2], words[3]);
    return {first[0], first[1], second[0], second[1]};
}

}  // namespace

std::array<std::uint32_t, 4> philox(std::uint64_t seed, std::uint32_t stream, std::uint64_t index)
{
    const r123::Philox4x32::ctr_type counter{
            {std::uint32_t(index), std::uint32_t(index >> 32), stream, 0}};
    const r123::Philox4x32::key_type key{{std::uint32_t(seed), std::uint32_t(seed >> 32)}};
    const auto words = r123::Philox4x32()(counter, key);
    return {words[0], words[1], words[2], words[3]};
}

double uniform(std::uint32_t word)
{
    return (word + 0.5) * 0x1p-32;
}

void fillUniform(std::span<float> out, float low, float high, std::uint64_t seed,
                 std::uint32_t stream)
{
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto word = philox(seed, stream, i / 4)[i % 4];
        out[i] = float(low + (high - low) * uniform(word));
    }
}

void fillNormal(std::span<float> out, float mean, float deviation, std::uint64_t seed,
                std::uint32_t stream)
{
    for (std::size_t i = 0; i < out.size(); i += 4) {
        const auto values = fourNormals(seed, stream, i / 4);
        for (std::size_t j = 0; j < 4 && i + j < out.size(); ++j) {
            out[i + j] = float(mean + deviation * values[j]);
        }
    }
}

void correlate(std::span<float> rows, std::size_t size, float rho)
{
    const float fresh = std::sqrt(1 - rho * rho);
    for (std::size_t i = size; i < rows.size(); ++i) {
        rows[i] = rho * rows[i - size] + fresh * rows[i];
    }
}

void fillIntegers(std::span<float> out, int limit, std::uint64_t seed, std::uint32_t stream)
{
    const auto count = std::uint32_t(2 * limit + 1);
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = float(int(philox(seed, stream, i / 4)[i % 4] % count) - limit);
    }
}

void fillActivations(std::span<float> out, std::size_t channels, double share, float scale,
                     std::uint64_t seed, std::uint32_t stream)
{
    fillNormal(out, 0.0F, 1.0F, seed, stream);
    // Which channels are outliers is drawn from a stream of its own; at least one is.
    const auto outliers = std::size_t(std::max(1.0, std::round(share * double(channels))));
    for (std::size_t i = 0; i < outliers; ++i) {
        const std::size_t channel = philox(seed, stream ^ 0x80000000U, i)[0] % channels;
        for (std::size_t at = channel; at < out.size(); at += channels) {
            out[at] *= scale;
        }
    }
}

void fillWeights(std::span<float> out, std::size_t fanIn, std::uint64_t seed, std::uint32_t stream)
{
    const double scale = 1.0 / std::sqrt(double(fanIn));
    for (std::size_t i = 0; i < out.size(); ++i) {
        // t(3) = N / sqrt(chi2(3) / 3), chi2(3) the sum of three squared normals.
        const auto n = fourNormals(seed, stream, i);
        const double chi2 = n[1] * n[1] + n[2] * n[2] + n[3] * n[3];
        out[i] = float(scale * n[0] / std::sqrt(chi2 / 3.0));
    }
}

std::uint32_t Sequence::word()
{
    const auto four = philox(m_seed, m_stream, m_count / 4);
    return four[m_count++ % 4];
}

std::size_t Sequence::choose(std::span<const double> shares)
{
    double left = uniform();
    std::size_t i = 0;
    for (; i + 1 < shares.size() && left >= shares[i]; ++i) {
        left -= shares[i];
    }
    return i;
}

namespace {

// Of a shape of at least 1, scale 1.
double gammaAboveOne(double shape, Sequence &numbers)
{
    const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    for (;;) {
        const std::uint32_t a = numbers.word(), b = numbers.word();
        const double x = normalPair(a, b)[0], root = 1 + c * x;
        const double v = root * root * root;
        if (v > 0 && std::log(numbers.uniform()) < x * x / 2 + d - d * v + d * std::log(v)) {
            return d * v;
        }
    }
}

}  // namespace

std::vector<double> dirichlet(std::size_t count, double concentration, Sequence &numbers)
{
    // Gamma(a) = Gamma(a + 1) U^(1/a), in logarithms: U^(1/a) may be below the range of double.
    std::vector<double> shares(count);
    for (double &share : shares) {
        const double above = gammaAboveOne(concentration + 1, numbers);
        share = std::log(above) + std::log(numbers.uniform()) / concentration;
    }
    const double most = *std::max_element(shares.begin(), shares.end());
    double sum = 0;
    for (double &share : shares) {
        share = std::exp(share - most);
        sum += share;
    }
    for (double &share : shares) {
        share /= sum;
    }
    return shares;
}

}  // namespace touchstone::kernels::rng
