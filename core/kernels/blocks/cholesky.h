// Factors of symmetric positive definite matrices in single precision, on oneDNN's products.
// Row-major.
#pragma once

#include <cstddef>

namespace touchstone::kernels {

// g[n x n] becomes the lower factor of the inverse of H, H^-1 = G G^T, with zeros above the
// diagonal. h[n x n]: its lower triangle is read; spoiled. scratch: n * n / 2 floats. False, when H
// is not positive definite.
// Neither the inverse nor its factorisation is needed: with J the matrix that reverses all rows,
// J H J = L L^T gives G = J L^-T J.
bool factorOfInverse(std::size_t n, float *h, float *g, float *scratch, int threads);

}  // namespace touchstone::kernels
