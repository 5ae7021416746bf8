// Dense products by oneDNN: the strong baseline of every kernel with a matrix in it. Row-major.
#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace touchstone::kernels {

// C[m x n] = A[m x k] * B[n x k]^T + beta * C. ldc: row stride of C in elements.
void gemmNT(std::size_t m, std::size_t n, std::size_t k, const float *a, const float *b, float beta,
            float *c, std::size_t ldc, int threads);
// The same from parts of larger matrices. lda, ldb: row strides of A and B.
void gemmNT(std::size_t m, std::size_t n, std::size_t k, const float *a, std::size_t lda,
            const float *b, std::size_t ldb, float beta, float *c, std::size_t ldc, int threads);
// C[m x n] = A[m x k] * B[k x n] + beta * C.
void gemmNN(std::size_t m, std::size_t n, std::size_t k, const float *a, const float *b, float beta,
            float *c, int threads);
// C[m x n] = A[k x m]^T * B[k x n].
void gemmTN(std::size_t m, std::size_t n, std::size_t k, const float *a, const float *b, float *c,
            int threads);

// op(A) and op(B) by the letters: N as stored, T transposed.
enum class GemmForm { NN, NT, TN };
// A part of a larger matrix.
struct Submatrix {
    const float *data;
    std::size_t stride;  // of rows, in elements
};
// C[m x n] = alpha * op(A)[m x k] * op(B)[k x n] + beta * C.
void gemm(GemmForm form, std::size_t m, std::size_t n, std::size_t k, float alpha, Submatrix a,
          Submatrix b, float beta, float *c, std::size_t ldc, int threads);

// Versions and chosen code paths of the libraries, for the environment of a result.
std::map<std::string, std::string> libraryFacts();

}  // namespace touchstone::kernels
