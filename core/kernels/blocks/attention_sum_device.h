// attention_sum.h on an OpenCL device; the program contains group.cl and attention_sum.cl.
#pragma once

#include "kernels/blocks/attention_sum.h"
#include "kernels/blocks/device_copies.h"

namespace touchstone::kernels::attention {

// of: its sizes; q and k are those of the buffers, q from the row `firstQuery` on. weights:
// scratch, [heads x queries x keys].
struct SumBuffers {
    Buffer<float> q, k, weights, sums;
    std::size_t firstQuery = 0;
};
void deviceSumAttention(DeviceCopies &device, const Observed &of, const SumBuffers &buffers);

}  // namespace touchstone::kernels::attention
