#include "kernels/blocks/kv_cache_device.h"

#include <cmath>

namespace touchstone::kernels::kv {

std::string cacheOptions(std::size_t headSize, std::size_t group)
{
    return "-DHEAD_SIZE=" + std::to_string(headSize) + " -DQUERIES=" + std::to_string(group);
}

void deviceAttend(DeviceCopies &device, const DeviceCache &cache, const Buffer<float> &q,
                  const DeviceAttended &parts, const DeviceAttended &result, std::size_t step)
{
    const std::size_t queries = cache.heads * cache.group;
    const bool biased = cache.bias.size() > 0;
    device.launch("attend_cache", {deviceParts * attention::keyBlockSize, cache.heads},
                  {attention::keyBlockSize, 1},
                  {device[q], device[cache.data], device[biased ? cache.bias : q],
                   std::int32_t(biased), device[cache.ranges], cache.ranges.size() / 2,
                   device[parts.out], device[parts.lse], cache.tokens, step * queries,
                   float(1.44269504 / std::sqrt(double(cache.headSize)))});
    deviceMerge(device, deviceParts, queries, cache.headSize, parts, result, step * queries);
}

void deviceMerge(DeviceCopies &device, std::size_t parts, std::size_t queries, std::size_t headSize,
                 const DeviceAttended &from, const DeviceAttended &to, std::size_t firstQuery)
{
    device.launch("merge_parts", queries * headSize, 64,
                  {device[from.out], device[from.lse], device[to.out], device[to.lse], parts,
                   queries, headSize, firstQuery});
}

}  // namespace touchstone::kernels::kv
