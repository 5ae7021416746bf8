// Which tokens a masked diffusion language model commits after each of its forwards.
#pragma once

#include "kernels/blocks/denoiser.h"
#include "kernels/blocks/segment_texts.h"

#include <algorithm>
#include <array>

namespace touchstone::kernels::dllm_anchor_decode {

using sources::Prediction;
using sources::promptTokens;
using sources::Token;

constexpr std::size_t blockSize = 32;  // texts are written block after block
constexpr double never = 2;            // a threshold that no confidence reaches

// A token is committed at `threshold`, and within `radius` of an anchor, which is a token committed
// so, at `relaxed`. In every forward the surest is committed.
struct Rule {
    double threshold = 0.9, relaxed = 0.9;
    std::size_t radius = 0;
};
constexpr Rule oneTokenRule{never, never, 0};
constexpr Rule thresholdRule{0.9, 0.9, 0};
constexpr Rule localRule{0.9, 0.75, 4};  // as the paper's code has them

// Commits tokens of a block; predictions: one for each token. steps: `step` is noted beside what
// was committed. Returns the number of tokens committed.
std::size_t commitTokens(const Rule &rule, std::span<const Prediction> predictions,
                         std::span<Token> tokens, std::span<std::int32_t> steps, std::int32_t step);

// Writes a masked text; returns the number of forwards. predict(begin, end) makes one forward and
// tells of the places begin to end; steps: in which forward each token was committed, from 0.
template <class Predict>
std::size_t decode(const Rule &rule, std::span<Token> tokens, std::span<std::int32_t> steps,
                   const Predict &predict)
{
    std::size_t forwards = 0;
    for (std::size_t begin = 0; begin < tokens.size(); begin += blockSize) {
        const std::size_t size = std::min(blockSize, tokens.size() - begin);
        for (std::size_t committed = 0; committed < size; ++forwards) {
            committed +=
                    commitTokens(rule, predict(begin, begin + size), tokens.subspan(begin, size),
                                 steps.subspan(begin, size), std::int32_t(forwards));
        }
    }
    return forwards;
}

inline std::size_t blocksOf(std::size_t length)
{
    return (length + blockSize - 1) / blockSize;
}

}  // namespace touchstone::kernels::dllm_anchor_decode
