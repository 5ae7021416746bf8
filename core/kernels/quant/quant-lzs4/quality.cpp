#include "kernels/quant/quant-lzs4/quality.h"

#include "kernels/blocks/rng.h"
#include "kernels/blocks/seeds.h"
#include "kernels/quant/quant-lzs4/format.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace touchstone::kernels::quant_lzs4 {

namespace {

constexpr std::size_t kRows = 64;
constexpr std::size_t kColumns = 3072;

constexpr std::array<std::pair<Distribution, const char *>, 5> kDistributions{
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
        : m_x(kRows * kColumns), m_layout(kRows, kColumns), m_back(kColumns)
    {
        fillActivations(distribution, m_x, kColumns, seed);
        std::vector<float> magnitudes(m_x.size());
        std::transform(m_x.begin(), m_x.end(), magnitudes.begin(),
                       [](float x) { return std::abs(x); });
        const auto middle = magnitudes.begin() + std::ptrdiff_t(magnitudes.size() / 2);
        std::nth_element(magnitudes.begin(), middle, magnitudes.end());
        m_median = *middle;
        m_stream = {
                m_memory.allocate<std::uint8_t>(BufferRole::Scratch, m_layout.padded() * kRows),
                m_memory.allocate<std::uint8_t>(BufferRole::Scratch, m_layout.groupStride * kRows),
                m_memory.allocate<float>(BufferRole::Scratch, kRows)};
    }

    Rounding measure(std::size_t codec)
    {
        encode(codec, m_layout, m_x.data(), m_stream, 1);
        Rounding rounding;
        for (std::size_t r = 0; r < kRows; ++r) {
            decodeRow(codec, m_layout, m_stream.row(m_layout, codec, r), m_back.data());
            for (std::size_t c = 0; c < kColumns; ++c) {
                const double x = m_x[r * kColumns + c];
                const double error = m_back[c] - x;
                rounding.all.add(x, error);
                if (std::abs(x) < m_median) {
                    rounding.small.add(x, error);
                }
            }
        }
        return rounding;
    }

    // Of the codes of the last measured codec, in bits.
    double entropy(std::size_t codec) const
    {
        std::map<unsigned, double> counts;
        const auto codes = m_stream.codes.span().first(m_layout.blocks * blockBytes(codec) * kRows);
        for (const std::uint8_t byte : codes) {
            if (codec == Int8) {
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
    Layout m_layout;
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
    for (std::size_t codec = 0; codec < kCodecs; ++codec) {
        const Rounding rounding = bench.measure(codec);
        figures[{"snr-" + name, codec}].push_back(rounding.all.decibel());
        figures[{"snr-small-" + name, codec}].push_back(rounding.small.decibel());
        if (distribution == Distribution::Laplace) {
            figures[{"rounding-error", codec}].push_back(rounding.all.relative());
            figures[{"rounding-error-small", codec}].push_back(rounding.small.relative());
            figures[{"code-entropy", codec}].push_back(bench.entropy(codec));
        }
    }
}

std::string unitOf(const std::string &metric)
{
    return metric.starts_with("snr") ? "dB" : metric == "code-entropy" ? "bit" : "";
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

Result<std::vector<Quality>> roundingQuality(const Setup &setup, std::span<const Variant> variants)
{
    Figures figures;
    for (int i = 0; i < kQualitySeeds; ++i) {
        if (setup.stop.stop_requested()) {
            return cancelled();
        }
        for (const auto &[distribution, name] : kDistributions) {
            measureAll(distribution, name, setup.seed + std::uint64_t(i), figures);
        }
    }
    std::vector<Quality> all;
    for (const auto &[key, values] : figures) {
        const auto &[metric, codec] = key;
        all.push_back(meanOverSeeds(metric, variants[codec].id, values, unitOf(metric)));
    }
    for (std::size_t codec = 0; codec < kCodecs; ++codec) {
        all.push_back({"bits-per-value", variants[codec].id, bitsPerValue(codec), std::nullopt,
                       std::nullopt, "bit"});
    }
    return all;
}

}  // namespace touchstone::kernels::quant_lzs4
