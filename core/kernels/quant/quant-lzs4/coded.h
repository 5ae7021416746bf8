// What the operations and figures of quant-lzs4 share.
#pragma once

#include "kernels/declared_kernel.h"
#include "kernels/quant/quant-lzs4/format.h"

namespace touchstone::kernels::quant_lzs4 {

// On the CPU; x: [rows x columns].
void encode(const Stream &stream, const float *x, int threads);

// --- oracle.cpp: the codecs of format.h in double precision, value by value

// The value at (r, column) of a stream.
double decoded(const Stream &stream, std::size_t r, std::size_t column);
// x: row r. Whether codes, padding included, and scales of row r are what the codec asks for x. A
// value within rounding of a boundary may take either side.
bool rowIsRight(const Stream &stream, std::size_t r, const float *x);

// --- quality.cpp

enum class Distribution { Gauss, Laplace, StudentT4, Silu, LaplaceOutliers };
// rows x columns values; Silu is silu(2 g), LaplaceOutliers has 1 % of the columns times a scale.
void fillActivations(Distribution distribution, std::span<float> out, std::size_t columns,
                     std::uint64_t seed, float outlierScale = 20);
// Rounding errors of the codecs on the five distributions, for 64 rows of 3072 values.
Result<std::vector<Quality>> roundingQuality(const Setup &setup);

}  // namespace touchstone::kernels::quant_lzs4
