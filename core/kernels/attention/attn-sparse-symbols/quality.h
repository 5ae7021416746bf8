// What skipping costs: output error of random and of chosen key symbols.
#pragma once

#include "kernels/kernel.h"

#include <span>

namespace touchstone::kernels::attn_sparse_symbols {

// Rows of `size` values, each AR(1) with rho 0.9 along the rows and variance 1.
void fillCorrelated(std::span<float> rows, std::size_t size, std::uint64_t seed,
                    std::uint32_t stream);

// Relative output error of one head of 512 tokens against dense attention, at 50 and 75 % skipped
// key blocks, chosen at random or by the product of mean query and mean key; over five seeds.
Result<std::vector<Quality>> symbolQuality(const Setup &setup);

}  // namespace touchstone::kernels::attn_sparse_symbols
