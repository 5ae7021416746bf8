// Writing a text block after block with a masked diffusion model: the tokens of a block are
// unmasked in one or more denoising passes, in each of them all that are as sure as a threshold, or
// only the surest. Blocks of one token are autoregressive decoding.
#pragma once

#include "kernels/blocks/denoiser.h"

#include <algorithm>

namespace touchstone::kernels::sources {

struct BlockRule {
    std::size_t block = 1;
    bool isDynamic = false;  // all tokens above the threshold in a pass, else the surest alone
};

inline std::size_t blocksOf(std::size_t block, std::size_t length)
{
    return (length + block - 1) / block;
}

// Commits tokens of a block: the surest, and those as sure as the threshold where the rule is
// dynamic. steps: `step` is noted beside what was committed. Returns how many were.
std::size_t commitTokens(const BlockRule &rule, double threshold,
                         std::span<const Prediction> predictions, std::span<Token> tokens,
                         std::span<std::int32_t> steps, std::int32_t step);

// Writes a masked text; returns the number of denoising passes. predict(begin, end) makes one over
// the block of the places begin to end, finish(begin, end) is called after its last. steps: in
// which pass each token was committed, from 0.
template <class Predict, class Finish>
std::size_t decodeBlocks(const BlockRule &rule, double threshold, std::span<Token> tokens,
                         std::span<std::int32_t> steps, const Predict &predict,
                         const Finish &finish)
{
    std::size_t passes = 0;
    for (std::size_t begin = 0; begin < tokens.size(); begin += rule.block) {
        const std::size_t end = std::min(begin + rule.block, tokens.size());
        for (std::size_t committed = 0; committed < end - begin; ++passes) {
            committed += commitTokens(rule, threshold, predict(begin, end),
                                      tokens.subspan(begin, end - begin),
                                      steps.subspan(begin, end - begin), std::int32_t(passes));
        }
        finish(begin, end);
    }
    return passes;
}

}  // namespace touchstone::kernels::sources
