// What replaces a masked diffusion language model: the exact posterior p of every masked token
// under a source, with errors of two kinds, both a free choice of ours,
//
//   log q_i(v) = (1 + beta d_i / 15) log p_i(v) + sigma g(u_i) n_iv + const,   n_iv ~ N(0,1)
//
// beta: over-confidence, which grows with the distance d_i to the nearest known token; sigma:
// noise, which grows with the number u_i of masked tokens to the left. The model's token is the
// likeliest (temperature 0), its confidence q_i of that token. n_iv belongs to a place and a token
// of a text and stays the same in every forward and for every decoder, so that decoders differ only
// by what they do.
#pragma once

#include "kernels/blocks/hidden_markov.h"

namespace touchstone::kernels::sources {

// Probabilities that are equal in theory differ by rounding: the first of them counts.
constexpr double equalWithin = 1e-9;

struct Prediction {
    Token token = maskedToken;
    double confidence = 0;
};

struct ModelError {
    double sigma = 0, beta = 0;
};
// g(u) = sqrt(u) / 4.
double errorGrowth(std::size_t masked);

class Denoiser {
public:
    // before: belief at the first token of the text. noise: n, [tokens of the text x vocabulary],
    // empty where sigma is 0. Both source and noise outlive the denoiser.
    Denoiser(const HiddenMarkov &source, HiddenMarkov::Belief before, ModelError error,
             std::span<const float> noise = {});

    // One forward: the places begin to end of the text; all tokens before begin are known, calls
    // never go back. A known token predicts itself with confidence 1. Valid until the next call.
    std::span<const Prediction> predict(std::span<const Token> tokens, std::size_t begin,
                                        std::size_t end);
    // Without error: p of the masked places of the last call, [(end - begin) x vocabulary].
    std::span<const double> posterior() const { return m_probabilities; }

private:
    Prediction choose(const double *p, const float *noise, double sharpness, double scale) const;

    const HiddenMarkov &m_source;
    ModelError m_error;
    std::span<const float> m_noise;
    std::size_t m_place = 0;        // of m_belief
    HiddenMarkov::Belief m_belief;  // given all tokens before m_place
    HiddenMarkov::Workspace m_space;
    std::vector<double> m_probabilities;
    std::vector<Prediction> m_predictions;
};

}  // namespace touchstone::kernels::sources
