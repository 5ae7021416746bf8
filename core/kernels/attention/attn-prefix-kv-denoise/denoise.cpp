#include "kernels/attention/attn-prefix-kv-denoise/denoise.h"

#include "kernels/blocks/parallel.h"
#include "kernels/blocks/select.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::attn_prefix_kv_denoise {

transformer::Sizes sizesOf(const Lengths &lengths, std::size_t width, std::size_t layers)
{
    constexpr std::size_t headSize = 64;
    return {lengths.places(), vocabulary, width, layers, headSize};
}

Passed passed(DenoisingForm form, const Lengths &lengths)
{
    const double p = double(lengths.prefix), g = double(lengths.generated);
    const double all = p + g, steps = double(lengths.steps);
    switch (form) {
    case Full:
        return {steps * all, steps * all * all};
    case Masked:
        return {steps * all, steps * (p * p + g * all)};
    case Cached:
        return {p + steps * g, p * p + steps * g * all};
    default:
        return {all + (steps - 1) * g, all * all + (steps - 1) * g * all};
    }
}

Denoising::Denoising(const transformer::Body &body, const Lengths &lengths, int threads,
                     Memory &memory)
    : m_lengths(lengths), m_cache(body.sizes(), 1, memory),
      m_whole(body, lengths.places(), threads, 1, memory, lengths.generated),
      m_alone(body, lengths.prefix, threads, 1, memory, 0),
      m_part(body, lengths.generated, threads, 1, memory)
{
}

const float *Denoising::step(DenoisingForm form, std::size_t step,
                             std::span<const Token> text) const
{
    const std::size_t prefix = m_lengths.prefix, places = m_lengths.places();
    if (form == Masked) {
        return m_whole.run(text, {0, 0, places, prefix}, m_cache, 0);
    }
    if (form == Full || (form == Stale && step == 0)) {
        return m_whole.run(text, {0, 0, places}, m_cache, 0);
    }
    if (step == 0) {
        m_alone.run(text.first(prefix), {0, 0, prefix}, m_cache, 0);
    }
    return m_part.run(text.subspan(prefix), {0, prefix, places}, m_cache, 0);
}

void commit(const Lengths &lengths, std::size_t step, const float *logits, const Written &to,
            std::span<float> surest, int threads)
{
    std::vector<Token> likeliest(lengths.generated);
    parallelEach(threads, lengths.generated, [&](std::size_t i) {
        surest[i] = -1;  // below every probability
        if (to.tokens[i] != sources::maskedToken) {
            return;
        }
        const float *row = logits + i * vocabulary;
        const float *top = std::max_element(row, row + vocabulary);
        float sum = 0;
        for (std::size_t t = 0; t < vocabulary; ++t) {
            sum += std::exp(row[t] - *top);
        }
        surest[i] = 1 / sum;
        likeliest[i] = Token(top - row);
    });
    for (const std::int32_t chosen : select::topK(surest, lengths.commits(step))) {
        const auto i = std::size_t(chosen);
        to.tokens[i] = likeliest[i];
        to.steps[i] = std::int32_t(step);
        std::copy_n(logits + i * vocabulary, vocabulary, to.logits.data() + i * vocabulary);
    }
}

}  // namespace touchstone::kernels::attn_prefix_kv_denoise
