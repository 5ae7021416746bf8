// What kernel.cpp is put together from.
#pragma once

#include "kernels/declared_kernel.h"

namespace touchstone::kernels::fair_gptq_hessian {

std::unique_ptr<Operation> makeProduct(const Setup &setup, Memory &memory);

// What the methods of layer.h do to pairs they have not seen, on layers of at most 768 x 768.
Result<std::vector<Quality>> fairQuality(const Setup &setup);

}  // namespace touchstone::kernels::fair_gptq_hessian
