#include "kernels/blocks/attention.h"

#include "kernels/blocks/parallel.h"

#include <algorithm>
#include <atomic>

namespace touchstone::kernels::attention {

std::size_t packedFloats(std::size_t keys, std::size_t headSize)
{
    return (keys + keyBlockSize - 1) / keyBlockSize * packedBlockFloats(headSize);
}

void placeKey(const float *k, const float *v, std::size_t headSize, std::size_t key, float *packed)
{
    float *column = packed + key / keyBlockSize * packedBlockFloats(headSize) + key % keyBlockSize;
    for (std::size_t c = 0; c < headSize; ++c) {
        column[c * keyBlockSize] = k[c];
    }
    float *values = packed + key / keyBlockSize * packedBlockFloats(headSize)
                    + headSize * keyBlockSize + key % keyBlockSize * paddedHeadSize(headSize);
    std::copy_n(v, headSize, values);
    std::fill(values + headSize, values + paddedHeadSize(headSize), 0.0F);
}

namespace {

// Keys of a range that the query at position t sees under a band.
std::size_t seen(const Band &band, const KeyRange &range, std::size_t t)
{
    const auto begin = std::size_t(range.begin), end = std::min(std::size_t(range.end), t + 1);
    const std::size_t recent = band.firstRecent(t), sinks = std::min({band.sinks, recent, end});
    return sinks - std::min(begin, sinks) + end - std::min(std::max(begin, recent), end);
}

}  // namespace

double pairs(const Groups &groups)
{
    double sum = 0;
    for (const Group &group : groups) {
        for (const KeyRange &range : group.ranges) {
            if (!group.band) {
                sum += double(group.end - group.begin) * double(range.end - range.begin);
                continue;
            }
            for (std::size_t t = group.begin; t < group.end; ++t) {
                sum += double(seen(*group.band, range, t));
            }
        }
    }
    return sum;
}

Groups causalGroups(std::size_t tokens, const Band &band)
{
    Groups groups;
    for (std::size_t begin = 0; begin < tokens; begin += queryTileSize) {
        const std::size_t end = std::min(begin + queryTileSize, tokens);
        const std::size_t recent = band.firstRecent(begin);
        const std::size_t sinks = std::min(band.sinks, recent);
        Group group{begin, end, {}, band};
        if (sinks > 0) {
            group.ranges.push_back({0, std::int32_t(sinks)});
        }
        group.ranges.push_back({std::int32_t(recent), std::int32_t(end)});
        groups.push_back(std::move(group));
    }
    return groups;
}

Groups denseGroups(std::size_t queries, std::size_t keys)
{
    return {{0, queries, {{0, std::int32_t(keys)}}}};
}

namespace {

// Every tile of a head reads all of its packed keys: they had better stay in the second cache.
constexpr std::size_t packedTogether = std::size_t(1) << 18;  // floats, 1 MiB

std::size_t headsTogether(const Heads &h)
{
    const std::size_t perHead = packedFloats(h.tokens, h.headSize);
    return std::clamp(packedTogether / std::max<std::size_t>(perHead, 1), std::size_t(1),
                      std::max<std::size_t>(h.batches * h.heads, 1));
}

// body(i) for i in [0, count): whoever is free takes the next, since they differ in their work.
template <class Body>
void dealOut(int threads, std::size_t count, const Body &body)
{
    std::atomic<std::size_t> next = 0;
    parallelRows(threads, std::size_t(std::max(threads, 1)), [&](std::size_t, std::size_t) {
        for (std::size_t i = next++; i < count; i = next++) {
            body(i);
        }
    });
}

}  // namespace

std::size_t packedFloats(const Heads &heads)
{
    return headsTogether(heads) * packedFloats(heads.tokens, heads.headSize);
}

void eachHead(const Heads &h, std::span<const std::int32_t> order, std::size_t items, float *packed,
              int threads, const HeadWork &work)
{
    const std::size_t blocks = (h.tokens + keyBlockSize - 1) / keyBlockSize;
    const std::size_t perHead = packedFloats(h.tokens, h.headSize);
    const std::size_t heads = h.batches * h.heads;
    for (std::size_t first = 0; first < heads; first += headsTogether(h)) {
        const std::size_t count = std::min(headsTogether(h), heads - first);
        dealOut(threads, count * blocks, [&](std::size_t i) {
            const std::size_t head = first + i / blocks;
            const std::size_t at = h.at(head / h.heads, head % h.heads);
            packKeys({h.k + at, h.v + at, h.tokenStride, order}, h.headSize, h.tokens, i % blocks,
                     packed + i / blocks * perHead);
        });
        dealOut(threads, count * items, [&](std::size_t i) {
            work(first + i / items, i % items, packed + i / items * perHead);
        });
    }
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
        for (std::size_t begin = group.begin; begin < group.end; begin += queryTileSize) {
            tiles.push_back({&group, begin, std::min(begin + queryTileSize, group.end)});
        }
    }
    return tiles;
}

}  // namespace

void attendAll(const Heads &h, const Groups &groups, std::span<const std::int32_t> order,
               float *packed, int threads)
{
    const std::vector<Tile> tiles = tilesOf(groups);
    const auto work = [&](std::size_t head, std::size_t item, const float *keys) {
        const Tile &t = tiles[item];
        const std::size_t at = h.at(head / h.heads, head % h.heads);
        QueryTile tile{h.q + at, h.out + at, t.end - t.begin, h.tokenStride};
        tile.band = t.group->band ? &*t.group->band : nullptr;
        tile.position = t.begin;
        if (order.empty()) {
            tile.q += t.begin * h.tokenStride;
            tile.out += t.begin * h.tokenStride;
        } else {
            tile.order = order.subspan(t.begin, t.end - t.begin);
        }
        attend(tile, h.headSize, keys, t.group->ranges);
    };
    eachHead(h, order, tiles.size(), packed, threads, work);
}

}  // namespace touchstone::kernels::attention
