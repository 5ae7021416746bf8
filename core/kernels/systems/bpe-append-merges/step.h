// One step of decoding, timed: how much of it the embedding and the output layer take, which are
// what a larger vocabulary makes larger. A decoder of the sizes of GPT-2 (12 layers, width 768,
// random weights, about 340 MB, more than most caches hold) on one token:
//
//   x <- row of the embedding;   per layer  x <- W_2 relu(W_1 W_o W_qkv x);   logits  W_v x
//
// Attention to earlier tokens is left out; it would make the share smaller.
#pragma once

#include "kernels/kernel.h"

namespace touchstone::kernels::bpe_append_merges {

// Share of the step, 0 to 1, with this vocabulary: one value for each of `repeats` measurements,
// each the median of several steps.
std::vector<double> headShares(const Setup &setup, std::size_t vocabulary, int repeats);

}  // namespace touchstone::kernels::bpe_append_merges
