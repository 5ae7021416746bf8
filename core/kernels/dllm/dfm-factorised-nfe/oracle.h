// What kernel.cpp is checked against: the samplers written out once more, on the posteriors of
// blocks/stream_oracle.h. Shares only the tables of the source and the random numbers.
#pragma once

#include "kernels/dllm/dfm-factorised-nfe/sampler.h"

namespace touchstone::kernels::dfm_factorised_nfe {

Sampled exactSample(const StreamSource &source, Sampler sampler, std::size_t frames,
                    std::size_t nfe, const Chances &chances);

}  // namespace touchstone::kernels::dfm_factorised_nfe
