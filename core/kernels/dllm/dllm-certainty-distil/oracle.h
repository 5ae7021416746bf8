// What decoding is checked against: each of its forwards once more in double, on the tokens that it
// had committed before, and the rule by its words. Shares the tables of the source only.
#pragma once

#include "kernels/dllm/dllm-certainty-distil/decoder.h"

namespace touchstone::kernels::dllm_certainty_distil {

struct Replayed {
    std::vector<bool> holds;     // token and forward of each place are those that the rule asks for
    std::vector<double> logits;  // of the tokens committed
};
// written, steps: anything; entropies and logits nearer than rounding may decide are taken either
// way.
Replayed replay(const Rule &rule, const PhraseSource &source, const DenoiserSizes &sizes,
                const DenoiserView &model, std::size_t prompt, std::span<const Token> written,
                std::span<const std::int32_t> steps);

}  // namespace touchstone::kernels::dllm_certainty_distil
