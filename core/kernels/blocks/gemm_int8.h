// Products of signed bytes, exact in 32 bits. Row-major.
#pragma once

#include <cstddef>
#include <cstdint>

namespace touchstone::kernels {

// C[m x n] = A[m x k] * B[n x k]^T, by oneDNN or, where it would take longer to pack than to
// multiply, by unpackedInt8NT. |b| <= 63: processors without a 32-bit dot product add pairs of
// products in 16 bits, which larger numbers would overflow.
void gemmInt8NT(std::size_t m, std::size_t n, std::size_t k, const std::int8_t *a,
                const std::int8_t *b, std::int32_t *c, int threads);

// gemm_int8_simd.cpp: this part of the product, on the calling thread; a, b and c are whole.
struct Int8Part {
    std::size_t firstRow, endRow, firstColumn, endColumn;
};
void unpackedInt8NT(const Int8Part &part, std::size_t n, std::size_t k, const std::int8_t *a,
                    const std::int8_t *b, std::int32_t *c);

}  // namespace touchstone::kernels
