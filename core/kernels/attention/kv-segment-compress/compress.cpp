#include "kernels/attention/kv-segment-compress/compress.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::kv_segment_compress {

namespace {

// Keys and values of each slot as the means of its tokens; an empty slot keeps its key.
void takeMeans(const Segment &segment, const Slots &to)
{
    std::array<float, mostSlots> counts{};
    for (std::size_t t = 0; t < segmentTokens; ++t) {
        counts[std::size_t(to.labels[t])] += 1;
    }
    for (std::size_t s = 0; s < to.count; ++s) {
        if (counts[s] > 0) {
            std::fill_n(to.keys + s * segment.size, segment.size, 0.0F);
        }
        std::fill_n(to.values + s * segment.size, segment.size, 0.0F);
        to.bias[s] = counts[s] > 0 ? std::log(counts[s]) : emptyBias;
    }
    for (std::size_t t = 0; t < segmentTokens; ++t) {
        const auto slot = std::size_t(to.labels[t]);
        const float share = 1 / counts[slot];
        float *key = to.keys + slot * segment.size, *value = to.values + slot * segment.size;
        for (std::size_t c = 0; c < segment.size; ++c) {
            key[c] += share * segment.key(t)[c];
            value[c] += share * segment.value(t)[c];
        }
    }
}

void evict(const Segment &segment, const Slots &to)
{
    std::array<float, segmentTokens> norms{};
    std::array<std::size_t, segmentTokens> order{};
    for (std::size_t t = 0; t < segmentTokens; ++t) {
        order[t] = t;
        for (std::size_t c = 0; c < segment.size; ++c) {
            norms[t] += segment.key(t)[c] * segment.key(t)[c];
        }
    }
    const auto smaller = [&](std::size_t a, std::size_t b) {
        return norms[a] < norms[b] || (norms[a] == norms[b] && a < b);
    };
    std::nth_element(order.begin(), order.begin() + std::ptrdiff_t(to.count - 1), order.end(),
                     smaller);
    std::sort(order.begin(), order.begin() + std::ptrdiff_t(to.count));
    std::fill_n(to.labels, segmentTokens, -1);
    for (std::size_t s = 0; s < to.count; ++s) {
        to.labels[order[s]] = std::int32_t(s);
        to.bias[s] = 0;
        std::copy_n(segment.key(order[s]), segment.size, to.keys + s * segment.size);
        std::copy_n(segment.value(order[s]), segment.size, to.values + s * segment.size);
    }
}

// |k - c|^2 less |k|^2 for all slots at once: centroids are kept transposed.
void assign(const Segment &segment, const Slots &to)
{
    std::array<float, mostSize * mostSlots> columns{};
    std::array<float, mostSlots> squares{};
    for (std::size_t s = 0; s < to.count; ++s) {
        for (std::size_t c = 0; c < segment.size; ++c) {
            const float key = to.keys[s * segment.size + c];
            columns[c * mostSlots + s] = key;
            squares[s] += key * key;
        }
    }
    for (std::size_t t = 0; t < segmentTokens; ++t) {
        std::array<float, mostSlots> products{};
        for (std::size_t c = 0; c < segment.size; ++c) {
            const float key = segment.key(t)[c];
            for (std::size_t s = 0; s < mostSlots; ++s) {
                products[s] += key * columns[c * mostSlots + s];
            }
        }
        std::size_t nearest = 0;
        for (std::size_t s = 1; s < to.count; ++s) {
            if (squares[s] - 2 * products[s] < squares[nearest] - 2 * products[nearest]) {
                nearest = s;
            }
        }
        to.labels[t] = std::int32_t(nearest);
    }
}

}  // namespace

void compress(Compressor by, const Segment &segment, const Slots &to)
{
    if (by == Compressor::Evict) {
        evict(segment, to);
        return;
    }
    const std::size_t each = segmentTokens / to.count;
    if (by == Compressor::Pool) {
        for (std::size_t t = 0; t < segmentTokens; ++t) {
            to.labels[t] = std::int32_t(t / each);
        }
        takeMeans(segment, to);
        return;
    }
    for (std::size_t s = 0; s < to.count; ++s) {
        std::copy_n(segment.key(s * each), segment.size, to.keys + s * segment.size);
    }
    for (std::size_t round = 0; round < lloydRounds; ++round) {
        assign(segment, to);
        takeMeans(segment, to);
    }
}

}  // namespace touchstone::kernels::kv_segment_compress
