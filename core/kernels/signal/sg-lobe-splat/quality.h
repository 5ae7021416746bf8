// How well colours over all directions are kept by fitted harmonics and lobes.
#pragma once

#include "kernels/kernel.h"

namespace touchstone::kernels::sg_lobe_splat {

Result<std::vector<Quality>> fitQuality(const Setup &setup);

}  // namespace touchstone::kernels::sg_lobe_splat
