#include "kernels/dllm/dllm-adaptive-block/model.h"

#include "kernels/blocks/rng.h"

namespace touchstone::kernels::dllm_adaptive_block {

TextSetup makeText(const sources::TemplateSource &source, std::size_t length, std::uint64_t seed,
                   std::uint32_t number)
{
    constexpr std::uint32_t prompts = 10, errors = 1000;
    TextSetup text{source.draw(seed, prompts, number), length,
                   std::vector<float>(length * source.vocabulary())};
    rng::fillNormal(text.errors, 0.0F, 1.0F, seed, errors + number);
    return text;
}

Model::Model(const sources::TemplateSource &source, const TextSetup &text, double sigma)
    : m_vocabulary(source.vocabulary()),
      m_denoiser(source, source.after(text.prompt), {sigma, 0}, text.errors)
{
}

Forward Model::predict(std::span<const Token> tokens, std::size_t begin, std::size_t end)
{
    Forward forward{m_denoiser.predict(tokens, begin, end)};
    double surest = 0;
    for (std::size_t i = 0; i < end - begin; ++i) {
        const double delimiter = m_denoiser.posterior()[i * m_vocabulary + sources::delimiterToken];
        if (tokens[begin + i] == sources::maskedToken
            && delimiter > surest + sources::equalWithin) {
            surest = delimiter;
            forward.sentence = i + 1;
        }
    }
    return forward;
}

}  // namespace touchstone::kernels::dllm_adaptive_block
