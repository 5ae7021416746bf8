// What a bounded error of the weights costs: bits, error of the weights and of an expert's output,
// and the same with the noise by which the paper replaces it; and what it gains over a link.
#pragma once

#include "kernels/kernel.h"

namespace touchstone::kernels::expert_eb_compress {

// For gated experts of three matrices of 384 x 768 and 64 tokens; bits and link for setup.shape.
Result<std::vector<Quality>> expertQuality(const Setup &setup);

}  // namespace touchstone::kernels::expert_eb_compress
