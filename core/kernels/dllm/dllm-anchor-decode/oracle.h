// What kernel.cpp is checked against: posteriors by a sum over whole segments instead of states,
// and the rule of commitment written out once more. Shares only the tables of the source.
#pragma once

#include "kernels/dllm/dllm-anchor-decode/decoder.h"

namespace touchstone::kernels::dllm_anchor_decode {

struct ExactText {
    std::vector<Token> tokens;        // with the prompt
    std::vector<std::int32_t> steps;  // -1 of the prompt
    std::int32_t forwards = 0;
};
ExactText exactDecode(const sources::SegmentSource &source, std::span<const Token> prompt,
                      std::size_t length, double beta, const Rule &rule);

}  // namespace touchstone::kernels::dllm_anchor_decode
