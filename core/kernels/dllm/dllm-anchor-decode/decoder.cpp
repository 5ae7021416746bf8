#include "kernels/dllm/dllm-anchor-decode/decoder.h"

namespace touchstone::kernels::dllm_anchor_decode {

namespace {

// Whether an anchor lies within `radius` of a place; places hold the confidence of masked tokens
// and 0 of known ones.
bool isNearAnchor(const Rule &rule, std::span<const double> confidence, std::size_t place)
{
    const std::size_t begin = place - std::min(place, rule.radius);
    const std::size_t end = std::min(confidence.size(), place + rule.radius + 1);
    return std::any_of(confidence.begin() + std::ptrdiff_t(begin),
                       confidence.begin() + std::ptrdiff_t(end),
                       [&](double c) { return c >= rule.threshold; });
}

}  // namespace

std::size_t commitTokens(const Rule &rule, std::span<const Prediction> predictions,
                         std::span<Token> tokens, std::span<std::int32_t> steps, std::int32_t step)
{
    std::array<double, blockSize> all{};
    const auto confidence = std::span(all).first(tokens.size());
    std::size_t surest = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        confidence[i] = tokens[i] == sources::maskedToken ? predictions[i].confidence : 0;
        surest = confidence[i] > confidence[surest] + sources::equalWithin ? i : surest;
    }
    std::size_t committed = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool isSure = i == surest || confidence[i] >= rule.threshold
                            || (confidence[i] >= rule.relaxed && isNearAnchor(rule, confidence, i));
        if (isSure && tokens[i] == sources::maskedToken) {
            tokens[i] = predictions[i].token;
            steps[i] = step;
            ++committed;
        }
    }
    return committed;
}

}  // namespace touchstone::kernels::dllm_anchor_decode
