// What a bounded error of the weights costs: bits, error of the weights and of an expert's output,
// and the same with the noise that the paper puts in its place.
#pragma once

#include "kernels/kernel.h"

#include <span>

namespace touchstone::kernels::expert_eb_compress {

// Means over seeds with intervals, for a gated expert of three matrices of 384 x 768 and 64 tokens.
Result<std::vector<Quality>> expertQuality(const Setup &setup, std::span<const Variant> variants);

}  // namespace touchstone::kernels::expert_eb_compress
