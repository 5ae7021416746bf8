#include "kernels/blocks/block_decoder_oracle.h"

#include "kernels/blocks/segment_oracle.h"

namespace touchstone::kernels::sources {

ExactText exactBlocks(const SegmentSource &source, std::span<const Token> prompt,
                      std::size_t length, const BlockRule &rule, double threshold)
{
    std::vector<Token> text(prompt.begin(), prompt.end());
    ExactText out;
    std::int32_t pass = 0;
    while (text.size() < prompt.size() + length) {
        const std::size_t begin = text.size();
        text.resize(std::min(begin + rule.block, prompt.size() + length), maskedToken);
        out.steps.resize(text.size() - prompt.size(), -1);
        for (std::size_t left = text.size() - begin; left > 0; ++pass) {
            const auto guesses = exactGuesses(source, text, 0);
            std::size_t best = 0;  // a token of the prompt: confidence 0
            for (std::size_t i = begin; i < text.size(); ++i) {
                best = guesses[i].confidence > guesses[best].confidence + equalWithin ? i : best;
            }
            for (std::size_t i = begin; i < text.size(); ++i) {
                const bool above = rule.isDynamic && guesses[i].confidence >= threshold;
                if (i == best || above) {
                    text[i] = guesses[i].token;
                    out.steps[i - prompt.size()] = pass;
                    --left;
                }
            }
        }
    }
    out.tokens.assign(text.begin() + std::ptrdiff_t(prompt.size()), text.end());
    return out;
}

}  // namespace touchstone::kernels::sources
