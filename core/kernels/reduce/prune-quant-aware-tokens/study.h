// The operations and the study of kernel.cpp.
#pragma once

#include "kernels/operation.h"

namespace touchstone::kernels::prune_quant_aware_tokens {

std::unique_ptr<Operation> makeLayer(const Setup &setup, Memory &memory);
std::unique_ptr<Operation> makeStep(const Setup &setup, Memory &memory);
// Needed tokens that do not stay, the largest gap and the error of the scores, over five scenes.
Result<std::vector<Quality>> pruningQuality(const Setup &setup);

}  // namespace touchstone::kernels::prune_quant_aware_tokens
