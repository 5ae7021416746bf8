// What kernel.cpp is checked against: posteriors in logarithms and the samplers written out once
// more. Shares only the tables of the source and the random numbers.
#pragma once

#include "kernels/dllm/dfm-factorised-nfe/sampler.h"

namespace touchstone::kernels::dfm_factorised_nfe {

// p(token of a stream of a frame | all known tokens), [frames x streams x vocabulary].
Row exactMarginals(const StreamSource &source, std::span<const Token> tokens);

Sampled exactSample(const StreamSource &source, Sampler sampler, std::size_t frames,
                    std::size_t nfe, const Chances &chances);

}  // namespace touchstone::kernels::dfm_factorised_nfe
