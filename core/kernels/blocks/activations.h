// Activations of small networks, in vectors.
#pragma once

#include <cstddef>

namespace touchstone::kernels {

// values: [size], finite; afterwards their tanh, with absolute errors below 5e-7.
void tanhInPlace(float *values, std::size_t size);

// The sigmoid-weighted linear unit: x = u / (1 + e^-u) for u = x + bias, in place; relative errors
// below 1e-6 + 1e-7 |u| for finite u above -87, and next to nothing below. row: [size]; bias:
// [size], nullptr: none. Elfwing et al., "Sigmoid-Weighted Linear Units for Neural Network Function
// Approximation", 2018.
void siluInPlace(float *row, std::size_t size, const float *bias = nullptr);

}  // namespace touchstone::kernels
