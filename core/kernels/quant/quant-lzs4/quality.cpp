#include "kernels/blocks/figures.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"
#include "kernels/quant/quant-lzs4/coded.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::quant_lzs4 {

namespace {

constexpr std::size_t rowCount = 64;
constexpr std::size_t columnCount = 3072;
// Of the Laplace activations over which the claim is shown; 1: none.
constexpr std::array<float, 4> outlierScales{1, 5, 20, 100};

// In the order of Distribution.
constexpr std::array distributions{"gauss", "laplace", "student-t4", "silu", "laplace-outliers"};

// Value i; normal: N(0, 1).
float drawn(Distribution distribution, std::uint64_t seed, std::uint64_t i, float normal)
{
    switch (distribution) {
    case Distribution::Gauss:
        return normal;
    case Distribution::Silu:
        return 2 * normal / (1 + std::exp(-2 * normal));
    case Distribution::StudentT4: {  // N / sqrt(chi2(4) / 4); chi2(4) = -2 ln(u1 u2)
        const auto words = rng::philox(seed, 3, i);
        const double chi2 = -2 * std::log(rng::uniform(words[0]) * rng::uniform(words[1]));
        return float(normal / std::sqrt(chi2 / 4));
    }
    default: {
        const auto words = rng::philox(seed, 1, i);
        const double magnitude = -std::log(rng::uniform(words[0]));
        return float((words[1] & 1U) != 0 ? magnitude : -magnitude);
    }
    }
}

float medianMagnitude(std::vector<float> values)
{
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end(),
                     [](float a, float b) { return std::abs(a) < std::abs(b); });
    return std::abs(*middle);
}

double codeEntropy(const Stream &stream)
{
    std::array<double, 256> counts{};
    for (const std::uint8_t byte : stream.codes.span()) {
        if (stream.codec == Int8) {
            counts[byte] += 1;
        } else {
            counts[byte & 15U] += 1;
            counts[byte >> 4U] += 1;
        }
    }
    return entropyOf(counts);
}

struct Errors {
    double all = 0, small = 0;  // small: of |x| below its median
    double codeEntropy = 0;
};

Errors errorsOf(std::size_t codec, const std::vector<float> &x)
{
    const float median = medianMagnitude(x);
    std::vector<float> back(columnCount);
    Memory memory;
    const Stream stream(codec, {rowCount, columnCount}, BufferRole::Scratch, memory);
    encode(stream, x.data(), 1);
    FrobeniusError all, small;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (i % columnCount == 0) {
            decodeRow(stream, i / columnCount, back.data());
        }
        all.add(back[i % columnCount], x[i]);
        if (std::abs(x[i]) < median) {
            small.add(back[i % columnCount], x[i]);
        }
    }
    return {all.error(), small.error(), codeEntropy(stream)};
}

// Simulated: the distributions are ours.
void measure(std::uint64_t seed, SeedFigures &figures)
{
    std::vector<float> x(rowCount * columnCount);
    for (std::size_t codec = 0; codec < codecIds.size(); ++codec) {
        const auto add = [&](const std::string &metric, double value, const char *unit,
                             const At &at = {}) {
            figures.add(metric, codecIds[codec], value, unit, Evidence::Simulated, at);
        };
        for (const float scale : outlierScales) {
            fillActivations(Distribution::LaplaceOutliers, x, columnCount, seed, scale);
            const Errors errors = errorsOf(codec, x);
            const At at{{"outliers", double(scale)}};
            add("rounding-error-small", errors.small, "", at);
            add("rounding-error", errors.all, "", at);
            add("code-entropy", errors.codeEntropy, "bit", at);
        }
        for (std::size_t i = 0; i < distributions.size(); ++i) {
            fillActivations(Distribution(i), x, columnCount, seed);
            const Errors errors = errorsOf(codec, x);
            const std::string name = distributions[i];
            add("snr-" + name, -20 * std::log10(errors.all), "dB");
            add("snr-small-" + name, -20 * std::log10(errors.small), "dB");
        }
    }
}

// Stored bits of a value, without the scale of the row.
double bitsPerValue(std::size_t codec)
{
    constexpr std::size_t blocks = 64;
    return 8.0 * double(blocks * blockBytes(codec) + groupBytes(codec, blocks))
           / double(blocks * blockSize);
}

}  // namespace

void fillActivations(Distribution distribution, std::span<float> out, std::size_t columns,
                     std::uint64_t seed, float outlierScale)
{
    rng::fillNormal(out, 0.0F, 1.0F, seed, 2);
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = drawn(distribution, seed, i, out[i]);
    }
    if (distribution == Distribution::LaplaceOutliers) {
        for (std::size_t c = seed % 100; c < columns; c += 100) {
            for (std::size_t i = c; i < out.size(); i += columns) {
                out[i] *= outlierScale;
            }
        }
    }
}

Result<std::vector<Quality>> roundingQuality(const Setup &setup)
{
    auto all = studySeeds(setup, "rounding activations", measure, setup.threads);
    for (std::size_t codec = 0; all && codec < codecIds.size(); ++codec) {
        all->push_back(figure("bits-per-value", codecIds[codec], bitsPerValue(codec), "bit",
                              Evidence::Computed));
    }
    return all;
}

}  // namespace touchstone::kernels::quant_lzs4
