// The forms of the three operations on OpenCL.
#pragma once

#include "kernels/blocks/device_copies.h"
#include "kernels/fused/sglang-trio-fusion/rows.h"

namespace touchstone::kernels::sglang_trio_fusion {

void runOn(DeviceCopies &device, const Rows &rows, std::size_t variant);

}  // namespace touchstone::kernels::sglang_trio_fusion
