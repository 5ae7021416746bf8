#include "kernels/blocks/block_decoder.h"

namespace touchstone::kernels::sources {

std::size_t commitTokens(const BlockRule &rule, double threshold,
                         std::span<const Prediction> predictions, std::span<Token> tokens,
                         std::span<std::int32_t> steps, std::int32_t step)
{
    std::size_t surest = tokens.size(), committed = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (tokens[i] == maskedToken
            && (surest == tokens.size()
                || predictions[i].confidence > predictions[surest].confidence + equalWithin)) {
            surest = i;
        }
    }
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool isSure =
                i == surest || (rule.isDynamic && predictions[i].confidence >= threshold);
        if (isSure && tokens[i] == maskedToken) {
            tokens[i] = predictions[i].token;
            steps[i] = step;
            ++committed;
        }
    }
    return committed;
}

}  // namespace touchstone::kernels::sources
