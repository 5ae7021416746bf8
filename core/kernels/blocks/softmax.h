// The softmax of a row, in vectors.
#pragma once

#include <cstddef>

namespace touchstone::kernels {

// row: [size] of finite scores, size > 0; afterwards their softmax, with relative errors below
// 1e-6 + 1e-7 (largest score - score). Returns the logarithm of the normaliser: log sum exp(score).
float softmaxInPlace(float *row, std::size_t size);

}  // namespace touchstone::kernels
