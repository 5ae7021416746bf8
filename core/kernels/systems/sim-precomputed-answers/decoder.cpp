#include "kernels/systems/sim-precomputed-answers/questions.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/rng.h"

#include <cmath>

namespace touchstone::kernels::sim_precomputed_answers {

namespace {

constexpr std::size_t hiddenRatio = 4;
constexpr float updateScale = 0.5F;  // of a step beside the state: keeps rounding from growing

}  // namespace

Decoder::Decoder(std::size_t width, std::size_t tokens, std::uint64_t seed, Memory &memory)
    : m_width(width), m_tokens(tokens),
      m_up(memory.allocate<float>(BufferRole::Input, hiddenRatio * width * width)),
      m_down(memory.allocate<float>(BufferRole::Input, hiddenRatio * width * width))
{
    rng::fillNormal(m_up.span(), 0.0F, 1 / std::sqrt(float(width)), seed, 31);
    rng::fillNormal(m_down.span(), 0.0F, updateScale / std::sqrt(float(hiddenRatio * width)), seed,
                    32);
}

void Decoder::decode(const float *question, std::size_t dimension, std::vector<float> &state) const
{
    const std::size_t hidden = hiddenRatio * m_width;
    std::vector<float> inner(hidden);
    state.resize(m_width);
    for (std::size_t i = 0; i < m_width; ++i) {
        state[i] = question[i % dimension];
    }
    normalise(state, std::sqrt(double(m_width)));
    for (std::size_t token = 0; token < m_tokens; ++token) {
        gemmNT(1, hidden, m_width, state.data(), m_up.data(), 0.0F, inner.data(), hidden, 1);
        for (float &value : inner) {
            value /= 1 + std::exp(-value);
        }
        gemmNT(1, m_width, hidden, inner.data(), m_down.data(), 1.0F, state.data(), m_width, 1);
        normalise(state, std::sqrt(double(m_width)));
    }
}

std::vector<double> Decoder::exact(std::span<const float> question) const
{
    const std::size_t hidden = hiddenRatio * m_width;
    std::vector<double> x(m_width);
    for (std::size_t i = 0; i < m_width; ++i) {
        x[i] = double(question[i % question.size()]);
    }
    for (std::size_t token = 0; token <= m_tokens; ++token) {
        std::vector<double> next = x;
        for (std::size_t h = 0; token > 0 && h < hidden; ++h) {
            double sum = 0;
            for (std::size_t i = 0; i < m_width; ++i) {
                sum += double(m_up[h * m_width + i]) * x[i];
            }
            const double silu = sum / (1 + std::exp(-sum));
            for (std::size_t i = 0; i < m_width; ++i) {
                next[i] += double(m_down[i * hidden + h]) * silu;
            }
        }
        double square = 0;
        for (const double value : next) {
            square += value * value / double(m_width);
        }
        for (std::size_t i = 0; i < m_width; ++i) {
            x[i] = next[i] / std::sqrt(square);
        }
    }
    return x;
}

}  // namespace touchstone::kernels::sim_precomputed_answers
