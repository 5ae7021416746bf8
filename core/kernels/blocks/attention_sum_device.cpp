#include "kernels/blocks/attention_sum_device.h"

#include <cmath>

namespace touchstone::kernels::attention {

void deviceSumAttention(DeviceCopies &device, const Observed &of, const SumBuffers &buffers)
{
    constexpr std::size_t group = 64;
    const std::size_t rows = of.heads * of.queries;
    device.launch("attention_weights", rows * group, group,
                  {device[buffers.q], buffers.firstQuery, device[buffers.k],
                   device[buffers.weights], of.queries, of.keys, of.heads, of.size, of.seen,
                   float(1 / std::sqrt(double(of.size)))});
    device.launch("sum_weights", of.keys, group,
                  {device[buffers.weights], device[buffers.sums], of.keys, rows});
}

}  // namespace touchstone::kernels::attention
