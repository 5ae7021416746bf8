// Rounding errors of the codecs on five distributions of activations.
#pragma once

#include "kernels/kernel.h"

namespace touchstone::kernels::quant_lzs4 {

enum class Distribution { Gauss, Laplace, StudentT4, Silu, LaplaceOutliers };

// rows x columns values; Silu is silu(2 g), LaplaceOutliers has 1 % of the columns times 20.
void fillActivations(Distribution distribution, std::span<float> out, std::size_t columns,
                     std::uint64_t seed);

// For 64 rows of 3072 values.
Result<std::vector<Quality>> roundingQuality(const Setup &setup);

}  // namespace touchstone::kernels::quant_lzs4
