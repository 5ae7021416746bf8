// What replaces the language model in kernel.cpp: a residual layer that reads two matrices per
// token, one token after the other,
//
//   x <- rms-normalised(x + W2 silu(W1 x)),   W1 [hidden x width], W2 [width x hidden]
#pragma once

#include "kernels/memory.h"

#include <span>
#include <vector>

namespace touchstone::kernels::sim_precomputed_answers {

class Decoder {
public:
    Decoder(std::size_t width, std::size_t tokens, std::uint64_t seed, Memory &memory);

    // The last state after all tokens; starts from the question's embedding, repeated.
    void decode(const float *question, std::size_t dimension, std::vector<float> &state) const;
    // The same in double precision, as the formulas are written.
    std::vector<double> exact(std::span<const float> question) const;
    double flops() const { return 4 * double(m_tokens) * double(m_up.size()); }
    double bytes() const { return 2.0 * sizeof(float) * double(m_up.size()); }

private:
    std::size_t m_width, m_tokens;
    Buffer<float> m_up, m_down;  // W1, W2
};

}  // namespace touchstone::kernels::sim_precomputed_answers
