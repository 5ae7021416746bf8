#include "kernels/blocks/attention.h"

#include "kernels/blocks/parallel.h"

#include <algorithm>

namespace touchstone::kernels::attention {

std::size_t packedFloats(std::size_t keys, std::size_t headSize)
{
    return (keys + kKeyBlock - 1) / kKeyBlock * packedBlockFloats(headSize);
}

void packKeys(const KeyRows &rows, std::size_t headSize, std::size_t keys, std::size_t block,
              float *packed)
{
    const std::size_t padded = paddedHeadSize(headSize);
    const std::size_t first = block * kKeyBlock;
    const std::size_t count = std::min(kKeyBlock, keys - first);
    float *transposed = packed + block * packedBlockFloats(headSize);
    float *values = transposed + headSize * kKeyBlock;
    std::fill(transposed, transposed + packedBlockFloats(headSize), 0.0F);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t row = rows.order.empty() ? first + i : std::size_t(rows.order[first + i]);
        const float *key = rows.k + row * rows.stride;
        for (std::size_t c = 0; c < headSize; ++c) {
            transposed[c * kKeyBlock + i] = key[c];
        }
        std::copy_n(rows.v + row * rows.stride, headSize, values + i * padded);
    }
}

double pairs(const Groups &groups)
{
    double sum = 0;
    for (const Group &group : groups) {
        for (const KeyRange &range : group.ranges) {
            sum += double(group.end - group.begin) * double(range.end - range.begin);
        }
    }
    return sum;
}

Groups denseGroups(std::size_t queries, std::size_t keys)
{
    return {{0, queries, {{0, std::int32_t(keys)}}}};
}

std::size_t packedFloats(const Heads &heads)
{
    return heads.batches * heads.heads * packedFloats(heads.tokens, heads.headSize);
}

void packAll(const Heads &h, std::span<const std::int32_t> order, float *packed, int threads)
{
    const std::size_t blocks = (h.tokens + kKeyBlock - 1) / kKeyBlock;
    const std::size_t perHead = packedFloats(h.tokens, h.headSize);
    parallelRows(threads, h.batches * h.heads * blocks, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            const std::size_t head = i / blocks;
            const std::size_t at = h.at(head / h.heads, head % h.heads);
            packKeys({h.k + at, h.v + at, h.tokenStride, order}, h.headSize, h.tokens, i % blocks,
                     packed + head * perHead);
        }
    });
}

namespace {

struct Tile {
    const Group *group;
    std::size_t begin, end;
};

std::vector<Tile> tilesOf(const Groups &groups)
{
    std::vector<Tile> tiles;
    for (const Group &group : groups) {
        for (std::size_t begin = group.begin; begin < group.end; begin += kQueryTile) {
            tiles.push_back({&group, begin, std::min(begin + kQueryTile, group.end)});
        }
    }
    return tiles;
}

}  // namespace

void attendAll(const Heads &h, const Groups &groups, std::span<const std::int32_t> order,
               float *packed, int threads)
{
    packAll(h, order, packed, threads);
    const std::vector<Tile> tiles = tilesOf(groups);
    const std::size_t perHead = packedFloats(h.tokens, h.headSize);
    // Tiles differ in their number of keys: they are dealt out in turn, not in ranges.
    const std::size_t all = h.batches * h.heads * tiles.size();
    const auto workers = std::size_t(std::max(threads, 1));
    parallelRows(threads, workers, [&](std::size_t firstWorker, std::size_t lastWorker) {
        for (std::size_t worker = firstWorker; worker < lastWorker; ++worker) {
            for (std::size_t i = worker; i < all; i += workers) {
                const std::size_t head = i / tiles.size();
                const Tile &t = tiles[i % tiles.size()];
                const std::size_t at = h.at(head / h.heads, head % h.heads);
                QueryTile tile{h.q + at, h.out + at, t.end - t.begin, h.tokenStride, {}};
                if (order.empty()) {
                    tile.q += t.begin * h.tokenStride;
                    tile.out += t.begin * h.tokenStride;
                } else {
                    tile.order = order.subspan(t.begin, t.end - t.begin);
                }
                attend(tile, h.headSize, packed + head * perHead, t.group->ranges);
            }
        }
    });
}

}  // namespace touchstone::kernels::attention
