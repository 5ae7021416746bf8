// What replaces a diffusion language model in kernel.cpp: the exact posterior of every masked token
// with an error that grows with the number of masked tokens to its left (blocks/denoiser.h), and
// where the sentence ends as the source knows it.
#pragma once

#include "kernels/blocks/denoiser.h"
#include "kernels/dllm/dllm-adaptive-block/schedule.h"

#include <vector>

namespace touchstone::kernels::dllm_adaptive_block {

// A text to be written, after a sentence that the model knows.
struct TextSetup {
    sources::Sentence prompt;
    std::size_t length = 0;
    std::vector<float> errors;  // n, [length x vocabulary]
};
TextSetup makeText(const sources::TemplateSource &source, std::size_t length, std::uint64_t seed,
                   std::uint32_t number);

class Model {
public:
    // Both outlive the model.
    Model(const sources::TemplateSource &source, const TextSetup &text, double sigma);

    // As sources::Denoiser::predict().
    Forward predict(std::span<const Token> tokens, std::size_t begin, std::size_t end);

private:
    std::size_t m_vocabulary;
    sources::Denoiser m_denoiser;
};

}  // namespace touchstone::kernels::dllm_adaptive_block
