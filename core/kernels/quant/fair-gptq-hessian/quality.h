// What the methods of layer.h do to pairs they have not seen.
#pragma once

#include "kernels/kernel.h"

namespace touchstone::kernels::fair_gptq_hessian {

// Layers of at most 768 x 768.
Result<std::vector<Quality>> fairQuality(const Setup &setup);

}  // namespace touchstone::kernels::fair_gptq_hessian
