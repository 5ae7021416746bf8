// How far the samples of a sampler are from the source, over numbers of passes.
#pragma once

#include "kernels/declared_kernel.h"
#include "kernels/dllm/dfm-factorised-nfe/sampler.h"

namespace touchstone::kernels::dfm_factorised_nfe {

// Exact distributions of two tokens, [vocabulary x vocabulary]: prosody of neighbouring frames;
// prosody and the first acoustic stream of a frame.
Row neighbourPairs(const StreamSource &source);
Row streamPairs(const StreamSource &source);

Result<std::vector<Quality>> flowQuality(const Setup &setup);

}  // namespace touchstone::kernels::dfm_factorised_nfe
