// What replaces a diffusion language model in kernel.cpp: the exact posterior of
// every masked token under the source, with an error that grows with the number of masked tokens to
// its left,
//
//   log q_i(v) = log p_i(v) + sigma g(u_i) n_iv + const,   n_iv ~ N(0,1),   u_i masked tokens left
//
// The model's token is the likeliest (temperature 0), its confidence q_i of that token. n_iv
// belongs to a place and a token of a text and stays the same in every forward and for every
// schedule, so that schedules differ only by what they do.
#pragma once

#include "kernels/dllm/dllm-adaptive-block/schedule.h"

#include <vector>

namespace touchstone::kernels::dllm_adaptive_block {

// g(u) = sqrt(u) / 4: a free choice of ours, as sigma is.
double errorGrowth(std::size_t masked);

// A text to be written, after a sentence that the model knows.
struct TextSetup {
    sources::Sentence prompt;
    std::size_t length = 0;
    std::vector<float> errors;  // n, [length x vocabulary]
};
TextSetup makeText(const sources::TemplateSource &source, std::size_t length, std::uint64_t seed,
                   std::uint32_t number);

class Denoiser {
public:
    Denoiser(const sources::TemplateSource &source, const TextSetup &text, double sigma);

    // The places begin to end of the text; all tokens before begin are known. Valid until the next
    // call.
    Forward predict(std::span<const Token> tokens, std::size_t begin, std::size_t end);

private:
    Prediction choose(std::size_t place, std::size_t masked, const double *p) const;

    const sources::TemplateSource &m_source;
    const TextSetup &m_text;
    double m_sigma;
    std::size_t m_place = 0;                   // of m_belief
    sources::TemplateSource::Belief m_belief;  // given all tokens before m_place
    sources::TemplateSource::Workspace m_space;
    std::vector<double> m_probabilities;
    std::vector<Prediction> m_predictions;
};

}  // namespace touchstone::kernels::dllm_adaptive_block
