#include "kernels/blocks/attention_device.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::attention {

DeviceTiles::DeviceTiles(const Groups &groups, Memory &memory)
{
    std::vector<std::int32_t> tileTable;
    std::vector<std::int32_t> rangeTable;
    for (const Group &group : groups) {
        const auto first = std::int32_t(rangeTable.size() / 2);
        for (const KeyRange &range : group.ranges) {
            rangeTable.insert(rangeTable.end(), {range.begin, range.end});
        }
        const auto last = std::int32_t(rangeTable.size() / 2);
        for (std::size_t begin = group.begin; begin < group.end; begin += queryTileSize) {
            const std::size_t end = std::min(begin + queryTileSize, group.end);
            tileTable.insert(tileTable.end(),
                             {std::int32_t(begin), std::int32_t(end), first, last});
        }
    }
    band = groups.empty() ? std::nullopt : groups.front().band;
    tiles = memory.allocate<std::int32_t>(BufferRole::Input, tileTable.size());
    ranges = memory.allocate<std::int32_t>(BufferRole::Input, rangeTable.size());
    std::copy(tileTable.begin(), tileTable.end(), tiles.data());
    std::copy(rangeTable.begin(), rangeTable.end(), ranges.data());
}

std::string attentionOptions(std::size_t headSize)
{
    return "-DHEAD_SIZE=" + std::to_string(headSize);
}

void deviceAttend(DeviceCopies &device, const HeadBuffers &buffers, const Heads &heads,
                  const DeviceTiles &tiles, const Buffer<std::int32_t> &order)
{
    const bool ordered = order.size() > 0;
    const Band band = tiles.band.value_or(Band{});
    const auto asInt = [](std::size_t n) {
        return std::int32_t(std::min<std::size_t>(n, std::numeric_limits<std::int32_t>::max()));
    };
    device.launch("attend", {tiles.tiles.size() / 4 * queryTileSize, heads.batches * heads.heads},
                  {queryTileSize, 1},
                  {device[buffers.q], device[buffers.k], device[buffers.v], device[buffers.out],
                   device[tiles.tiles], device[tiles.ranges],
                   device[ordered ? order : tiles.tiles],  // without an order any table will do
                   std::int32_t(ordered), heads.heads, heads.batchStride, heads.headStride,
                   heads.tokenStride, float(1.44269504 / std::sqrt(double(heads.headSize))),
                   std::int32_t(tiles.band.has_value()), asInt(band.window), asInt(band.sinks)});
}

}  // namespace touchstone::kernels::attention
