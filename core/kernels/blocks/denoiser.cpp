#include "kernels/blocks/denoiser.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::sources {

namespace {

constexpr double distanceUnit = 15;  // of over-confidence

// To the nearest known token; that before the first is known.
std::vector<std::size_t> distances(std::span<const Token> tokens)
{
    std::vector<std::size_t> all(tokens.size());
    std::size_t distance = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        distance = tokens[i] == maskedToken ? distance + 1 : 0;
        all[i] = distance;
    }
    distance = tokens.size() + 1;
    for (std::size_t i = tokens.size(); i-- > 0;) {
        distance = tokens[i] == maskedToken ? distance + 1 : 0;
        all[i] = std::min(all[i], distance);
    }
    return all;
}

}  // namespace

double errorGrowth(std::size_t masked)
{
    return std::sqrt(double(masked)) / 4;
}

Denoiser::Denoiser(const HiddenMarkov &source, HiddenMarkov::Belief before, ModelError error,
                   std::span<const float> noise)
    : m_source(source), m_error(error), m_noise(noise), m_belief(std::move(before))
{
}

std::span<const Prediction> Denoiser::predict(std::span<const Token> tokens, std::size_t begin,
                                              std::size_t end)
{
    for (; m_place < begin; ++m_place) {
        m_source.observe(m_belief, tokens[m_place]);
        m_source.advance(m_belief);
    }
    const std::size_t vocabulary = m_source.vocabulary();
    const auto window = tokens.subspan(begin, end - begin);
    m_probabilities.resize(window.size() * vocabulary);
    m_predictions.resize(window.size());
    m_source.conditionals(m_belief, window, m_probabilities, m_space);
    const auto distance = distances(window);
    std::size_t masked = 0;
    for (std::size_t i = 0; i < window.size(); ++i) {
        if (window[i] != maskedToken) {
            m_predictions[i] = {window[i], 1.0};
            continue;
        }
        const double scale = m_error.sigma * errorGrowth(masked++);
        m_predictions[i] = choose(m_probabilities.data() + i * vocabulary,
                                  scale > 0 ? m_noise.data() + (begin + i) * vocabulary : nullptr,
                                  1 + m_error.beta * double(distance[i]) / distanceUnit, scale);
    }
    return m_predictions;
}

Prediction Denoiser::choose(const double *p, const float *noise, double sharpness,
                            double scale) const
{
    double sum = 0, most = 0;
    Token token = 0;
    for (std::size_t v = 0; v < m_source.vocabulary(); ++v) {
        double q = sharpness > 1 ? std::pow(p[v], sharpness) : p[v];
        q = noise ? q * std::exp(scale * double(noise[v])) : q;
        sum += q;
        if (q > most * (1 + equalWithin)) {
            most = q;
            token = Token(v);
        }
    }
    return {token, most / sum};
}

}  // namespace touchstone::kernels::sources
