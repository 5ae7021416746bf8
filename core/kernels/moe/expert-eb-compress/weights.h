// Weights of one expert as expert-eb-compress draws them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace touchstone::kernels::expert_eb_compress {

// rows x columns: N(0, 0.02^2) with 0.2 % of the weights times 6, plus a matrix of rank 16 whose
// elements have a deviation of 0.008. `stream`: another matrix of the same seed.
void fillMatrix(std::span<float> weights, std::size_t columns, std::uint64_t seed,
                std::uint32_t stream, int threads);
double largest(std::span<const float> weights);

}  // namespace touchstone::kernels::expert_eb_compress
