// How much attention each token gets from a few queries, summed over queries and heads: what
// pruning and eviction by scores go by.
#pragma once

#include <algorithm>
#include <cstddef>

namespace touchstone::kernels::attention {

// q: [queries x heads x size], k: [keys x heads x size]. Query i sees the first seen + i keys, at
// most all of them; seen: at least 1.
struct Observed {
    const float *q = nullptr, *k = nullptr;
    std::size_t queries = 0, keys = 0, heads = 1, size = 0, seen = 0;

    std::size_t row() const { return heads * size; }
    std::size_t seenBy(std::size_t query) const { return std::min(keys, seen + query); }
};

// sums: [keys]; queries * heads in all. scratch: [heads x queries x keys].
void sumAttention(const Observed &of, float *scratch, float *sums, int threads);

}  // namespace touchstone::kernels::attention
