// Attention of attention.h on an OpenCL device; the program contains attention.cl, built with
// attentionOptions().
#pragma once

#include "kernels/blocks/attention.h"
#include "kernels/blocks/device_copies.h"

namespace touchstone::kernels::attention {

// The groups of a pattern as tables for the device.
struct DeviceTiles {
    Buffer<std::int32_t> tiles;   // [n x 4]: first query, end, first range, end
    Buffer<std::int32_t> ranges;  // [n x 2]: first key, end
    std::optional<Band> band;     // of all groups alike

    DeviceTiles() = default;
    DeviceTiles(const Groups &groups, Memory &memory);
};

std::string attentionOptions(std::size_t headSize);

struct HeadBuffers {
    Buffer<float> q, k, v, out;
};
// As attendAll; heads gives sizes and strides, its pointers are not used.
void deviceAttend(DeviceCopies &device, const HeadBuffers &buffers, const Heads &heads,
                  const DeviceTiles &tiles, const Buffer<std::int32_t> &order = {});

}  // namespace touchstone::kernels::attention
