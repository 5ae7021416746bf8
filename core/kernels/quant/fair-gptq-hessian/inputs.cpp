#include "kernels/quant/fair-gptq-hessian/inputs.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::fair_gptq_hessian {

namespace {

constexpr std::size_t directionCount = 3;
constexpr float noise = 0.1F;
constexpr float outlierScale = 15;
constexpr double outlierShare = 0.01;

enum Stream : std::uint32_t { Mixing = 1, Directions, Outliers, Normals = 0x100 };

}  // namespace

Activations::Activations(std::size_t width, std::uint64_t seed, double difference)
    : m_width(width), m_seed(seed), m_mixing(width * width), m_directions(directionCount * width),
      m_scales(width, 1.0F)
{
    rng::fillNormal(m_mixing, 0.0F, 1.0F, seed, Mixing);
    double total = 0;
    for (std::size_t k = 0; k < width; ++k) {
        total += 1 / double(k + 1);
    }
    for (std::size_t k = 0; k < width; ++k) {
        const auto scale = float(1 / std::sqrt(double(k + 1) * total));
        for (std::size_t c = 0; c < width; ++c) {
            m_mixing[k * width + c] *= scale;
        }
    }
    // Each of length difference * sqrt(width), which is that of x times difference.
    rng::fillNormal(m_directions, 0.0F, 1.0F, seed, Directions);
    for (std::size_t q = 0; q < directionCount; ++q) {
        const auto direction = std::span(m_directions).subspan(q * width, width);
        double square = 0;
        for (const float value : direction) {
            square += double(value) * double(value);
        }
        for (float &value : direction) {
            value *= float(difference * std::sqrt(double(width) / square));
        }
    }
    const auto outliers = std::size_t(std::max(1.0, std::round(outlierShare * double(width))));
    for (std::size_t i = 0; i < outliers; ++i) {
        m_scales[rng::philox(seed, Outliers, i)[0] % width] = outlierScale;
    }
}

void Activations::fill(std::span<float> first, std::span<float> second, std::uint32_t stream) const
{
    const std::size_t pairs = first.size() / m_width;
    const std::uint32_t own = Normals + 4 * stream;
    std::vector<float> normals(first.size()), amounts(pairs * directionCount);
    rng::fillNormal(normals, 0.0F, 1.0F, m_seed, own);
    gemmNN(pairs, m_width, m_width, normals.data(), m_mixing.data(), 0.0F, first.data(), 1);
    rng::fillNormal(amounts, 0.0F, 1.0F, m_seed, own + 1);
    rng::fillNormal(second, 0.0F, noise, m_seed, own + 2);
    gemmNN(pairs, m_width, directionCount, amounts.data(), m_directions.data(), 1.0F, second.data(),
           1);
    for (std::size_t i = 0; i < first.size(); ++i) {
        const float scale = m_scales[i % m_width];
        const float x = first[i] * scale;
        const float half = second[i] * scale / 2;
        first[i] = x - half;
        second[i] = x + half;
    }
}

}  // namespace touchstone::kernels::fair_gptq_hessian
