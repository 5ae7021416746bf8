// What kernel.cpp is checked against: posteriors by a sum over whole sentences instead
// of states, and the schedules written out once more. Shares only the tables of the source and the
// numbers of the model error with what it checks.
#pragma once

#include "kernels/dllm/dllm-adaptive-block/model.h"

namespace touchstone::kernels::dllm_adaptive_block {

// p(token at i = v | tokens that are not masked), for all places, after the prompt: [text x
// vocabulary]. Rows of known tokens are zero.
std::vector<double> exactConditionals(const sources::TemplateSource &source,
                                      const sources::Sentence &prompt, std::span<const Token> text);

struct ExactText {
    std::vector<Token> tokens;
    std::vector<std::int32_t> steps;
    std::size_t forwards = 0;
};
ExactText exactDecode(const sources::TemplateSource &source, const TextSetup &text, double sigma,
                      const Schedule &schedule);

}  // namespace touchstone::kernels::dllm_adaptive_block
