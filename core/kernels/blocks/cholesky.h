// Factors of symmetric positive definite matrices in single precision, on oneDNN's products.
// Row-major.
#pragma once

#include <cstddef>

namespace touchstone::kernels {

// g[n x n] becomes the lower factor of the inverse of H, H^-1 = G G^T, with zeros above the
// diagonal. h[n x n]: its lower triangle is read; spoiled. scratch: n * n / 2 floats. False, when H
// is not positive definite.
// Neither the inverse nor its factorisation is needed: with H = M^T M and M lower triangular, which
// is a Cholesky factorisation that starts at the last row, G = M^-1.
bool factorOfInverse(std::size_t n, float *h, float *g, float *scratch, int threads);

// --- cholesky_simd.cpp, for the widest instruction set of the processor --------------------------

constexpr std::size_t factorBlockSize = 64;

// The same for one block of at most factorBlockSize rows that lie `stride` apart; reads and writes
// lower triangles only.
bool factorOfInverseBlock(std::size_t n, const float *h, float *g, std::size_t stride);

}  // namespace touchstone::kernels
