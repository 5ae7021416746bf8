// Decoding with a denoiser: which tokens a forward commits, and the forward of one text.
#pragma once

#include "kernels/dllm/dllm-certainty-distil/denoiser.h"

#include <algorithm>
#include <array>

namespace touchstone::kernels::dllm_certainty_distil {

// Committed are the masked tokens of the block whose prediction has an entropy of at most
// `threshold`, in nat, and always that of the least.
struct Rule {
    double threshold = 0.5;
};
constexpr Rule thresholdRule{0.5};  // as the paper's code has it
constexpr Rule oneTokenRule{-1};    // no entropy is below

// Gumbel noise [length x vocabulary] that samples tokens at temperature 1; empty: the most likely.
using Noise = std::vector<float>;
Noise gumbelNoise(const DenoiserSizes &sizes, std::uint64_t seed, std::uint32_t stream);

// The weights of a Denoiser, wherever they lie.
struct DenoiserView {
    const float *in, *bias, *out, *outBias;

    explicit DenoiserView(const Denoiser<float> &denoiser);
    DenoiserView(const float *in_, const float *bias_, const float *out_, const float *outBias_)
        : in(in_), bias(bias_), out(out_), outBias(outBias_)
    {
    }
    // rows: as selectRows() gives them. hidden, logits: [sizes.hidden], [length x vocabulary].
    void forward(const DenoiserSizes &sizes, std::span<const std::size_t> rows, float *hidden,
                 float *logits) const;
};

// Commits tokens of the block that begins at `begin`. logits: [length x vocabulary] of the text.
// For each token committed, `step` and its logit are noted. Returns their number.
std::size_t commitTokens(const Rule &rule, const DenoiserSizes &sizes, const float *logits,
                         const Noise &noise, std::size_t begin, std::span<Token> tokens,
                         std::span<std::int32_t> steps, std::span<float> committed,
                         std::int32_t step);

// Writes a masked text. forward(tokens) returns the logits of all of its places. Returns the number
// of forwards; steps and committed: the forward that committed each token, from 0, and its logit.
template <class Forward>
std::size_t decode(const Rule &rule, const DenoiserSizes &sizes, const Noise &noise,
                   std::span<Token> tokens, std::span<std::int32_t> steps,
                   std::span<float> committed, const Forward &forward)
{
    std::size_t forwards = 0;
    for (std::size_t begin = 0; begin < tokens.size(); begin += blockSize) {
        const std::size_t size = std::min(blockSize, tokens.size() - begin);
        for (std::size_t done = 0; done < size; ++forwards) {
            done += commitTokens(rule, sizes, forward(tokens), noise, begin, tokens, steps,
                                 committed, std::int32_t(forwards));
        }
    }
    return forwards;
}

struct Decoded {
    std::vector<Token> tokens;
    std::size_t forwards = 0;
};
Decoded decoded(const PhraseSource &source, const DenoiserSizes &sizes, const DenoiserView &model,
                std::size_t prompt, const Rule &rule, const Noise &noise = {});

}  // namespace touchstone::kernels::dllm_certainty_distil
