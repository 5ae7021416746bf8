// What ternary codes and Poisson spikes keep of word embeddings.
#pragma once

#include "kernels/kernel.h"

namespace touchstone::kernels::ternary_poisson_code {

Result<std::vector<Quality>> wordQuality(const Setup &setup);

}  // namespace touchstone::kernels::ternary_poisson_code
