// Products of signed bytes by oneDNN, exact in 32 bits. Row-major.
#pragma once

#include <cstddef>
#include <cstdint>

namespace touchstone::kernels {

// C[m x n] = A[m x k] * B[n x k]^T. |b| <= 63: processors without a 32-bit dot product add pairs of
// products in 16 bits, which larger numbers would overflow.
void gemmInt8NT(std::size_t m, std::size_t n, std::size_t k, const std::int8_t *a,
                const std::int8_t *b, std::int32_t *c, int threads);

}  // namespace touchstone::kernels
