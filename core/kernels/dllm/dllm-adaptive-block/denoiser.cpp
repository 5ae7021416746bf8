#include "kernels/dllm/dllm-adaptive-block/denoiser.h"

#include "kernels/blocks/rng.h"

#include <cmath>

namespace touchstone::kernels::dllm_adaptive_block {

double errorGrowth(std::size_t masked)
{
    return std::sqrt(double(masked)) / 4;
}

TextSetup makeText(const sources::TemplateSource &source, std::size_t length, std::uint64_t seed,
                   std::uint32_t number)
{
    constexpr std::uint32_t prompts = 10, errors = 1000;
    TextSetup text{source.draw(seed, prompts, number), length,
                   std::vector<float>(length * source.vocabulary())};
    rng::fillNormal(text.errors, 0.0F, 1.0F, seed, errors + number);
    return text;
}

Denoiser::Denoiser(const sources::TemplateSource &source, const TextSetup &text, double sigma)
    : m_source(source), m_text(text), m_sigma(sigma), m_belief(source.after(text.prompt))
{
}

Forward Denoiser::predict(std::span<const Token> tokens, std::size_t begin, std::size_t end)
{
    for (; m_place < begin; ++m_place) {
        m_source.observe(m_belief, tokens[m_place]);
        m_source.advance(m_belief);
    }
    const std::size_t vocabulary = m_source.vocabulary();
    m_probabilities.resize((end - begin) * vocabulary);
    m_predictions.resize(end - begin);
    m_source.conditionals(m_belief, tokens.subspan(begin, end - begin), m_probabilities, m_space);
    std::size_t masked = 0, last = 0;
    double surest = 0;
    for (std::size_t i = 0; i < end - begin; ++i) {
        if (tokens[begin + i] != sources::maskedToken) {
            m_predictions[i] = {tokens[begin + i], 1.0};
            continue;
        }
        const double *p = m_probabilities.data() + i * vocabulary;
        m_predictions[i] = choose(begin + i, masked++, p);
        if (p[sources::delimiterToken] > surest + equalWithin) {
            surest = p[sources::delimiterToken];
            last = i + 1;
        }
    }
    return {m_predictions, last};
}

Prediction Denoiser::choose(std::size_t place, std::size_t masked, const double *p) const
{
    const std::size_t vocabulary = m_source.vocabulary();
    const float *error = m_text.errors.data() + place * vocabulary;
    const double scale = m_sigma * errorGrowth(masked);
    double sum = 0, most = 0;
    Token token = 0;
    for (std::size_t v = 0; v < vocabulary; ++v) {
        const double q = scale > 0 ? p[v] * std::exp(scale * double(error[v])) : p[v];
        sum += q;
        if (q > most * (1 + equalWithin)) {
            most = q;
            token = Token(v);
        }
    }
    return {token, most / sum};
}

}  // namespace touchstone::kernels::dllm_adaptive_block
