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

void measure(Distribution distribution, const std::string &name, std::uint64_t seed,
             SeedFigures &figures)
{
    std::vector<float> x(rowCount * columnCount), back(columnCount);
    fillActivations(distribution, x, columnCount, seed);
    const float median = medianMagnitude(x);
    for (std::size_t codec = 0; codec < codecIds.size(); ++codec) {
        Memory memory;
        const Stream stream(codec, {rowCount, columnCount}, BufferRole::Scratch, memory);
        encode(stream, x.data(), 1);
        FrobeniusError all, small;  // small: |x| below its median
        for (std::size_t i = 0; i < x.size(); ++i) {
            if (i % columnCount == 0) {
                decodeRow(stream, i / columnCount, back.data());
            }
            all.add(back[i % columnCount], x[i]);
            if (std::abs(x[i]) < median) {
                small.add(back[i % columnCount], x[i]);
            }
        }
        const auto add = [&](const std::string &metric, double value, const char *unit) {
            figures.add(metric, codecIds[codec], value, unit, Evidence::Simulated);
        };
        add("snr-" + name, -20 * std::log10(all.error()), "dB");
        add("snr-small-" + name, -20 * std::log10(small.error()), "dB");
        if (distribution == Distribution::Laplace) {
            add("rounding-error", all.error(), "");
            add("rounding-error-small", small.error(), "");
            add("code-entropy", codeEntropy(stream), "bit");
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
                     std::uint64_t seed)
{
    rng::fillNormal(out, 0.0F, 1.0F, seed, 2);
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = drawn(distribution, seed, i, out[i]);
    }
    if (distribution == Distribution::LaplaceOutliers) {
        for (std::size_t c = seed % 100; c < columns; c += 100) {
            for (std::size_t i = c; i < out.size(); i += columns) {
                out[i] *= 20;
            }
        }
    }
}

Result<std::vector<Quality>> roundingQuality(const Setup &setup)
{
    // Simulated: the distributions are ours.
    auto all = studySeeds(setup, "rounding activations", [](std::uint64_t seed, SeedFigures &to) {
        for (std::size_t i = 0; i < distributions.size(); ++i) {
            measure(Distribution(i), distributions[i], seed, to);
        }
    });
    for (std::size_t codec = 0; all && codec < codecIds.size(); ++codec) {
        all->push_back(figure("bits-per-value", codecIds[codec], bitsPerValue(codec), "bit",
                              Evidence::Computed));
    }
    return all;
}

}  // namespace touchstone::kernels::quant_lzs4
