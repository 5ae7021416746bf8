// The forward whose time is taken for a diffusion language model's in kernel.cpp: a small
// bidirectional transformer with random weights over the whole text, masked tokens included,
// as masked diffusion models run without a cache of keys and values. Per layer
//
//   x <- x + W_o attention(W_qkv norm(x)),   x <- x + W_2 silu(W_1 norm(x)),   norm: root mean
//   square
//
// and logits W_v norm(x). What it computes decides nothing: the source decides (denoiser.h).
#pragma once

#include "kernels/blocks/attention.h"
#include "kernels/blocks/template_source.h"
#include "kernels/memory.h"

namespace touchstone::kernels::dllm_adaptive_block {

using sources::Token;

struct BodySizes {
    std::size_t length = 0, width = 0, layers = 1, vocabulary = 0;
};

class Body {
public:
    // workers: texts that run at the same time.
    Body(const BodySizes &sizes, std::size_t workers, std::uint64_t seed, Memory &memory);

    // logits: of the last token, [vocabulary].
    void forward(std::span<const Token> tokens, std::size_t worker, float *logits) const;
    // The same in double precision, as the formulas are written.
    std::vector<double> exact(std::span<const Token> tokens) const;
    double flops() const;
    const Buffer<float> &embedding() const { return m_embedding; }
    const Buffer<float> &weights() const { return m_weights; }

private:
    std::size_t heads() const { return m_sizes.width % 32 == 0 ? m_sizes.width / 32 : 1; }
    // Weights of a layer: W_qkv [3w x w], W_o [w x w], W_1 [4w x w], W_2 [w x 4w].
    const float *layer(std::size_t l) const
    {
        return m_weights.data() + l * 12 * m_sizes.width * m_sizes.width;
    }
    const float *embeddingOf(Token token) const
    {
        const std::size_t row =
                token == sources::maskedToken ? m_sizes.vocabulary : std::size_t(token);
        return m_embedding.data() + row * m_sizes.width;
    }
    const float *placeOf(std::size_t i) const
    {
        return m_embedding.data() + (m_sizes.vocabulary + 1 + i) * m_sizes.width;
    }

    BodySizes m_sizes;
    std::size_t m_perWorker;
    attention::Groups m_groups;
    Buffer<float> m_embedding;  // tokens, the mask, places: [vocabulary + 1 + length x width]
    Buffer<float> m_weights;    // layers, then W_v [vocabulary x width]
    Buffer<float> m_scratch;
};

}  // namespace touchstone::kernels::dllm_adaptive_block
