#include "kernels/blocks/delta_state.h"

#include <algorithm>

namespace touchstone::kernels::delta {

namespace {

Tokens from(const Tokens &all, std::size_t first, std::size_t count)
{
    Tokens part = all;
    part.count = count;
    part.q += first * all.keyStride;
    part.k += first * all.keyStride;
    part.v += first * all.valueStride;
    part.decay += first * all.gateStride;
    part.strength += first * all.gateStride;
    return part;
}

Reads from(const Reads &all, std::size_t first)
{
    const auto moved = [&](float *to) { return to ? to + first * all.stride : nullptr; };
    return {moved(all.predicted), moved(all.before), moved(all.after), all.stride};
}

}  // namespace

void advance(Order order, Rule rule, const Sizes &sizes, const Tokens &tokens, float *state,
             const Reads &reads, float *scratch)
{
    if (order == Order::Recurrent) {
        recurrent(rule, sizes, tokens, state, state, reads);
        return;
    }
    for (std::size_t first = 0; first < tokens.count; first += chunkTokens) {
        const std::size_t count = std::min(chunkTokens, tokens.count - first);
        chunk(rule, sizes, from(tokens, first, count), state, from(reads, first), scratch);
    }
}

double flops(Order order, Rule rule, const Sizes &sizes, bool predicts, bool reads)
{
    const auto keys = double(sizes.keySize), values = double(sizes.valueSize);
    const bool asks = predicts || rule == Rule::Delta;
    if (order == Order::Recurrent) {
        return (3 + (asks ? 2 : 0) + (reads ? 2 : 0)) * keys * values;
    }
    // Scores and their product with u, triangular, and the product with the state before.
    const auto n = double(chunkTokens);
    const double side = n * keys + n * values + 2 * keys * values;
    return (asks ? side : 0) + (reads ? side : 0) + (2 + 1 / n) * keys * values;
}

}  // namespace touchstone::kernels::delta
