// Dense products on an OpenCL device; the program contains gemm.cl.
#pragma once

#include "kernels/blocks/device_copies.h"

namespace touchstone::kernels {

// A row-major matrix inside a device buffer; offset and stride in elements.
struct DeviceMatrix {
    OpenClProgram::BufferId buffer;
    std::size_t offset = 0;
    std::size_t stride = 0;
};

// c[m x n] = a[m x k] * b[n x k]^T, added to c or replacing it.
inline void deviceGemmNT(DeviceCopies &device, std::size_t m, std::size_t n, std::size_t k,
                         const DeviceMatrix &a, const DeviceMatrix &b, const DeviceMatrix &c,
                         bool add = false)
{
    constexpr std::size_t group = 16;
    const bool wide = m >= 32 && n >= 32;  // else most of a wide tile would be padding
    const std::size_t tile = wide ? 64 : group;
    device.launch(wide ? "gemm_nt_wide" : "gemm_nt",
                  {roundedUp(n, tile) / tile * group, roundedUp(m, tile) / tile * group},
                  {group, group},
                  {a.buffer, a.offset, a.stride, b.buffer, b.offset, b.stride, c.buffer, c.offset,
                   c.stride, m, n, k, std::int32_t(add)});
}

}  // namespace touchstone::kernels
