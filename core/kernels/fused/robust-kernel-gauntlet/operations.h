// The operations and the study of kernel.cpp.
#pragma once

#include "kernels/operation.h"

namespace touchstone::kernels::robust_kernel_gauntlet {

std::unique_ptr<Operation> makeNorm(const Setup &setup, Memory &memory);  // LayerNorm and RMSNorm
std::unique_ptr<Operation> makeLinearRelu(const Setup &setup, Memory &memory);
std::unique_ptr<Operation> makeCrossEntropy(const Setup &setup, Memory &memory);
std::unique_ptr<Operation> makeVerification(const Setup &setup, Memory &memory);
// Faults found and honest kernels accused, by either way of verifying.
Result<std::vector<Quality>> verifierQuality(const Setup &setup);

}  // namespace touchstone::kernels::robust_kernel_gauntlet
