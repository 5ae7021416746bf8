#include "kernels/dllm/dllm-certainty-distil/decoder.h"

#include "kernels/blocks/rng.h"
#include "kernels/blocks/softmax.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace touchstone::kernels::dllm_certainty_distil {

Noise gumbelNoise(const DenoiserSizes &sizes, std::uint64_t seed, std::uint32_t stream)
{
    Noise noise(sizes.outputs());
    rng::fillUniform(noise, 0.0F, 1.0F, seed, stream);
    for (float &value : noise) {
        value = -std::log(-std::log(std::clamp(value, 1e-7F, 1 - 1e-7F)));
    }
    return noise;
}

DenoiserView::DenoiserView(const Denoiser<float> &denoiser)
    : in(denoiser.in.value.values.data()), bias(denoiser.bias.value.values.data()),
      out(denoiser.out.value.values.data()), outBias(denoiser.outBias.value.values.data())
{
}

void DenoiserView::forward(const DenoiserSizes &sizes, std::span<const std::size_t> rows,
                           float *hidden, float *logits) const
{
    std::copy_n(bias, sizes.hidden, hidden);
    for (const std::size_t row : rows) {
        const float *weights = in + row * sizes.hidden;
        std::transform(hidden, hidden + sizes.hidden, weights, hidden, std::plus<>());
    }
    std::transform(hidden, hidden + sizes.hidden, hidden,
                   [](float value) { return std::max(value, 0.0F); });
    std::copy_n(outBias, sizes.outputs(), logits);
    gemmNT(1, sizes.outputs(), sizes.hidden, hidden, out, 1.0F, logits, sizes.outputs(), 1);
}

namespace {

struct Prediction {
    Token token = 0;
    float logit = 0, entropy = std::numeric_limits<float>::infinity();
};

// H = log Z - sum p z, with Z and p of the softmax.
Prediction predict(std::span<const float> logits, const float *noise)
{
    std::array<float, 64> shares{};
    const std::size_t count = logits.size();
    std::size_t best = 0;
    for (std::size_t v = 0; v < count; ++v) {
        shares[v] = logits[v] + (noise == nullptr ? 0 : noise[v]);
        best = shares[v] > shares[best] ? v : best;
    }
    std::copy(logits.begin(), logits.end(), shares.begin());
    const float logSum = softmaxInPlace(shares.data(), count);
    const float mean = std::inner_product(logits.begin(), logits.end(), shares.begin(), 0.0F);
    return {Token(best), logits[best], logSum - mean};
}

}  // namespace

std::size_t commitTokens(const Rule &rule, const DenoiserSizes &sizes, const float *logits,
                         const Noise &noise, std::size_t begin, std::span<Token> tokens,
                         std::span<std::int32_t> steps, std::span<float> committed,
                         std::int32_t step)
{
    const std::size_t end = std::min(begin + blockSize, tokens.size());
    std::array<Prediction, blockSize> all{};
    std::size_t surest = begin;
    for (std::size_t i = begin; i < end; ++i) {
        if (tokens[i] == maskedToken) {
            const std::size_t first = i * sizes.vocabulary;
            all[i - begin] = predict({logits + first, sizes.vocabulary},
                                     noise.empty() ? nullptr : noise.data() + first);
            surest = all[i - begin].entropy < all[surest - begin].entropy ? i : surest;
        }
    }
    std::size_t count = 0;
    for (std::size_t i = begin; i < end; ++i) {
        const Prediction &own = all[i - begin];
        if (tokens[i] == maskedToken && (i == surest || double(own.entropy) <= rule.threshold)) {
            tokens[i] = own.token;
            steps[i] = step;
            committed[i] = own.logit;
            ++count;
        }
    }
    return count;
}

Decoded decoded(const PhraseSource &source, const DenoiserSizes &sizes, const DenoiserView &model,
                std::size_t prompt, const Rule &rule, const Noise &noise)
{
    std::vector<float> hidden(sizes.hidden), logits(sizes.outputs()), committed(sizes.length);
    std::vector<std::int32_t> steps(sizes.length);
    std::vector<std::size_t> rows(sizes.selected());
    Decoded out{std::vector<Token>(sizes.length, maskedToken), 0};
    out.forwards = decode(rule, sizes, noise, out.tokens, steps, committed,
                          [&](std::span<const Token> tokens) {
                              selectRows(source, sizes, prompt, tokens, rows);
                              model.forward(sizes, rows, hidden.data(), logits.data());
                              return logits.data();
                          });
    return out;
}

}  // namespace touchstone::kernels::dllm_certainty_distil
