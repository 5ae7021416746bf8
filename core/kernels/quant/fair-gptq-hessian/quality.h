// What the methods of layer.h do to pairs they have not seen.
#pragma once

#include "kernels/kernel.h"

namespace touchstone::kernels::fair_gptq_hessian {

// Variants in the order of Method, then the product with fp16 weights. Means over seeds with
// intervals; layers of at most 768 x 768.
Result<std::vector<Quality>> fairQuality(const Setup &setup, const std::vector<Variant> &variants);

}  // namespace touchstone::kernels::fair_gptq_hessian
