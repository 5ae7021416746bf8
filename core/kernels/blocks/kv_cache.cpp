#include "kernels/blocks/kv_cache.h"

#include "kernels/blocks/parallel.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::kv {

namespace {

using attention::keyBlockSize;

// Parts of each head, so that all threads have as many.
std::size_t partsOf(const Cache &cache, int threads)
{
    const auto workers = std::size_t(std::max(threads, 1));
    return workers / std::gcd(workers, std::max<std::size_t>(cache.heads, 1));
}

// The blocks of the ranges in `parts` runs of as many blocks each, up to one.
std::vector<std::vector<KeyRange>> split(std::span<const KeyRange> ranges, std::size_t parts)
{
    const auto size = std::int32_t(keyBlockSize);
    std::vector<KeyRange> blocks;
    for (const KeyRange &range : ranges) {
        for (std::int32_t begin = range.begin; begin < range.end;) {
            const std::int32_t end = std::min(range.end, (begin / size + 1) * size);
            blocks.push_back({begin, end});
            begin = end;
        }
    }
    std::vector<std::vector<KeyRange>> all(parts);
    for (std::size_t part = 0; part < parts; ++part) {
        auto &own = all[part];
        for (std::size_t i = blocks.size() * part / parts; i < blocks.size() * (part + 1) / parts;
             ++i) {
            if (!own.empty() && own.back().end == blocks[i].begin) {
                own.back().end = blocks[i].end;
            } else {
                own.push_back(blocks[i]);
            }
        }
    }
    return all;
}

}  // namespace

std::size_t headHalves(std::size_t tokens, std::size_t headSize)
{
    return attention::packedFloats(tokens, headSize);
}

void store(const attention::KeyRows &rows, std::size_t tokens, std::size_t headSize, Half *head)
{
    std::fill_n(head, headHalves(tokens, headSize), Half(0));
    for (std::size_t t = 0; t < tokens; ++t) {
        const std::size_t row = rows.order.empty() ? t : std::size_t(rows.order[t]);
        for (std::size_t c = 0; c < headSize; ++c) {
            head[keyIndex(headSize, t, c)] = toFp16(rows.k[row * rows.stride + c]);
            head[valueIndex(headSize, t, c)] = toFp16(rows.v[row * rows.stride + c]);
        }
    }
}

std::size_t scratchFloats(const Cache &cache, std::size_t group, int threads)
{
    const std::size_t parts = partsOf(cache, threads);
    return parts > 1 ? parts * cache.heads * group * (cache.headSize + 1) : 0;
}

void attend(const Cache &cache, const float *q, std::size_t group, std::span<const KeyRange> ranges,
            const Attended &result, float *scratch, int threads)
{
    const std::size_t parts = partsOf(cache, threads), size = cache.headSize;
    const std::size_t queries = cache.heads * group;
    const std::size_t stride = headHalves(cache.tokens, size);
    const auto work = split(ranges, parts);
    const Attended partial =
            parts > 1 ? Attended{scratch, scratch + parts * queries * size} : result;
    parallelItems(threads, cache.heads * parts, [&](std::size_t i, std::size_t) {
        const std::size_t head = i / parts, part = i % parts;
        const std::size_t first = part * queries + head * group;
        attendHead(q + head * group * size, group, size, cache.data + head * stride, work[part],
                   cache.bias ? cache.bias + head * cache.tokens : nullptr,
                   {partial.out + first * size, partial.lse + first});
    });
    if (parts > 1) {
        merge(parts, queries, size, partial.out, partial.lse, result);
    }
}

void merge(std::size_t parts, std::size_t queries, std::size_t headSize, const float *out,
           const float *lse, const Attended &result)
{
    for (std::size_t i = 0; i < queries; ++i) {
        float top = lse[i];
        for (std::size_t part = 1; part < parts; ++part) {
            top = std::max(top, lse[part * queries + i]);
        }
        float *to = result.out + i * headSize;
        std::fill_n(to, headSize, 0.0F);
        result.lse[i] = top;
        if (!std::isfinite(top)) {
            continue;  // no part has a key
        }
        float all = 0;
        for (std::size_t part = 0; part < parts; ++part) {
            all += std::exp(lse[part * queries + i] - top);
        }
        for (std::size_t part = 0; part < parts; ++part) {
            const float share = std::exp(lse[part * queries + i] - top) / all;
            const float *from = out + (part * queries + i) * headSize;
            for (std::size_t c = 0; c < headSize; ++c) {
                to[c] += share * from[c];
            }
        }
        result.lse[i] = top + std::log(all);
    }
}

}  // namespace touchstone::kernels::kv
