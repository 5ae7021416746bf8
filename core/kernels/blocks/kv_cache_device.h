// kv_cache.h on an OpenCL device; the program contains kv_cache.cl, built with cacheOptions().
#pragma once

#include "kernels/blocks/device_copies.h"
#include "kernels/blocks/kv_cache.h"

namespace touchstone::kernels::kv {

std::string cacheOptions(std::size_t headSize, std::size_t group);

// Parts of the keys of a head: a device wants many groups.
constexpr std::size_t deviceParts = 16;

// As Cache, Attended and the arguments of attend().
struct DeviceCache {
    Buffer<Half> data;
    std::size_t heads = 0, tokens = 0, headSize = 0, group = 1;
    Buffer<std::int32_t> ranges;  // [n x 2]
    Buffer<float> bias{};         // may be empty
};
struct DeviceAttended {
    Buffer<float> out, lse;
};
// parts: scratch, [deviceParts x queries (x headSize)]. step: q and result hold several tokens, and
// this one is attended.
void deviceAttend(DeviceCopies &device, const DeviceCache &cache, const Buffer<float> &q,
                  const DeviceAttended &parts, const DeviceAttended &result, std::size_t step = 0);
void deviceMerge(DeviceCopies &device, std::size_t parts, std::size_t queries, std::size_t headSize,
                 const DeviceAttended &from, const DeviceAttended &to, std::size_t firstQuery = 0);

}  // namespace touchstone::kernels::kv
