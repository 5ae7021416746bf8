#include "kernels/quant/quant-lzs4/quality.h"

#include "kernels/blocks/figures.h"
#include "kernels/blocks/rng.h"
#include "kernels/quant/quant-lzs4/format.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace touchstone::kernels::quant_lzs4 {

namespace {

constexpr std::size_t rowCount = 64;
constexpr std::size_t columnCount = 3072;

constexpr std::array<std::pair<Distribution, const char *>, 5> distributions{
        {{Distribution::Gauss, "gauss"},
         {Distribution::Laplace, "laplace"},
         {Distribution::StudentT4, "student-t4"},
         {Distribution::Silu, "silu"},
         {Distribution::LaplaceOutliers, "laplace-outliers"}}};

float laplace(std::uint64_t seed, std::uint64_t i)
{
    const auto words = rng::philox(seed, 1, i);
    const double magnitude = -std::log(rng::uniform(words[0]));
    return float((words[1] & 1U) != 0 ? magnitude : -magnitude);
}

// t(4) = N / sqrt(chi2(4) / 4); chi2(4) = -2 ln(u1 u2).
float studentT4(std::uint64_t seed, std::uint64_t i, float normal)
{
    const auto words = rng::philox(seed, 3, i);
    const double chi2 = -2 * std::log(rng::uniform(words[0]) * rng::uniform(words[1]));
    return float(normal / std::sqrt(chi2 / 4));
}

struct Sums {
    void add(double x, double error)
    {
        signal += x * x;
        noise += error * error;
    }
    double decibel() const { return 10 * std::log10(signal / noise); }
    double relative() const { return std::sqrt(noise / signal); }

    double signal = 0, noise = 0;
};

struct Rounding {
    Sums all, small;  // small: |x| below its median
};

class Bench {
public:
    Bench(Distribution distribution, std::uint64_t seed)
        : m_x(rowCount * columnCount), m_back(columnCount)
    {
        fillActivations(distribution, m_x, columnCount, seed);
        std::vector<float> magnitudes(m_x.size());
        std::transform(m_x.begin(), m_x.end(), magnitudes.begin(),
                       [](float x) { return std::abs(x); });
        const auto middle = magnitudes.begin() + std::ptrdiff_t(magnitudes.size() / 2);
        std::nth_element(magnitudes.begin(), middle, magnitudes.end());
        m_median = *middle;
    }

    Rounding measure(std::size_t codec)
    {
        m_stream = Stream(codec, m_layout, BufferRole::Scratch, m_memory);
        encode(m_layout, m_x.data(), m_stream, 1);
        Rounding rounding;
        for (std::size_t r = 0; r < rowCount; ++r) {
            decodeRow(codec, m_layout, m_stream.row(r), m_back.data());
            for (std::size_t c = 0; c < columnCount; ++c) {
                const double x = m_x[r * columnCount + c];
                const double error = m_back[c] - x;
                rounding.all.add(x, error);
                if (std::abs(x) < m_median) {
                    rounding.small.add(x, error);
                }
            }
        }
        return rounding;
    }

    // Of the codes measured last, in bits.
    double entropy() const
    {
        std::map<unsigned, double> counts;
        for (const std::uint8_t byte : m_stream.codes.span()) {
            if (m_stream.codec == Int8) {
                counts[byte] += 1;
            } else {
                counts[byte & 15U] += 1;
                counts[byte >> 4U] += 1;
            }
        }
        double bits = 0;
        for (const auto &[code, count] : counts) {
            const double share = count / double(m_x.size());
            bits -= share * std::log2(share);
        }
        return bits;
    }

private:
    std::vector<float> m_x;
    Layout m_layout{rowCount, columnCount};
    std::vector<float> m_back;
    float m_median = 0;
    Memory m_memory;
    Stream m_stream;
};

using Figures = std::map<std::pair<std::string, std::size_t>, std::vector<double>>;

void measureAll(Distribution distribution, const std::string &name, std::uint64_t seed,
                Figures &figures)
{
    Bench bench(distribution, seed);
    for (std::size_t codec = 0; codec < codecIds.size(); ++codec) {
        const Rounding rounding = bench.measure(codec);
        figures[{"snr-" + name, codec}].push_back(rounding.all.decibel());
        figures[{"snr-small-" + name, codec}].push_back(rounding.small.decibel());
        if (distribution == Distribution::Laplace) {
            figures[{"rounding-error", codec}].push_back(rounding.all.relative());
            figures[{"rounding-error-small", codec}].push_back(rounding.small.relative());
            figures[{"code-entropy", codec}].push_back(bench.entropy());
        }
    }
}

std::string unitOf(const std::string &metric)
{
    return metric.starts_with("snr") ? "dB" : metric == "code-entropy" ? "bit" : "";
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
        switch (distribution) {
        case Distribution::Gauss:
            break;
        case Distribution::StudentT4:
            out[i] = studentT4(seed, i, out[i]);
            break;
        case Distribution::Silu:
            out[i] = 2 * out[i] / (1 + std::exp(-2 * out[i]));
            break;
        case Distribution::Laplace:
        case Distribution::LaplaceOutliers:
            out[i] = laplace(seed, i);
            break;
        }
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
    Figures figures;
    for (int i = 0; i < seedsOf(setup); ++i) {
        if (setup.stop.stop_requested()) {
            return cancelled();
        }
        for (const auto &[distribution, name] : distributions) {
            measureAll(distribution, name, setup.seed + std::uint64_t(i), figures);
        }
    }
    std::vector<Quality> all;
    for (const auto &[key, values] : figures) {
        const auto &[metric, codec] = key;
        // The distributions are ours.
        all.push_back(
                overSeeds(metric, codecIds[codec], values, unitOf(metric), Evidence::Simulated));
    }
    for (std::size_t codec = 0; codec < codecIds.size(); ++codec) {
        all.push_back(figure("bits-per-value", codecIds[codec], bitsPerValue(codec), "bit",
                             Evidence::Computed));
    }
    return all;
}

}  // namespace touchstone::kernels::quant_lzs4
