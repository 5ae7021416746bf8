#include "kernels/blocks/cholesky.h"

#include "kernels/blocks/gemm.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels {

namespace {

constexpr std::size_t kBlock = 32;   // factored by plain loops
constexpr std::size_t kStrip = 128;  // of a product that only needs one triangle

float dot(const float *a, const float *b, std::size_t count)
{
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (std::size_t i = 0; i < count; ++i) {
        sum += a[i] * b[i];
    }
    return sum;
}

// Lower factor in place.
bool factorBlock(std::size_t n, float *a, std::size_t stride)
{
    for (std::size_t i = 0; i < n; ++i) {
        float *row = a + i * stride;
        for (std::size_t j = 0; j < i; ++j) {
            row[j] = (row[j] - dot(row, a + j * stride, j)) / a[j * stride + j];
        }
        const float square = row[i] - dot(row, row, i);
        if (!(square > 0)) {
            return false;
        }
        row[i] = std::sqrt(square);
    }
    return true;
}

// inverse: zeros before.
void invertBlock(std::size_t n, const float *l, float *inverse, std::size_t stride)
{
    for (std::size_t i = 0; i < n; ++i) {
        float *row = inverse + i * stride;
        const float scale = 1 / l[i * stride + i];
        for (std::size_t k = 0; k < i; ++k) {
            const float factor = -l[i * stride + k] * scale;
            for (std::size_t j = 0; j <= k; ++j) {
                row[j] += factor * inverse[k * stride + j];
            }
        }
        row[i] = scale;
    }
}

// L^-1 of A = L L^T by halves:
//   L21 = A21 L11^-T,  A22 <- A22 - L21 L21^T,  (L^-1)21 = -L22^-1 (L21 L11^-1)
// a: its lower triangle, spoiled. inverse: zeros before. scratch: n * n / 2 floats.
bool invertFactor(std::size_t n, float *a, float *inverse, std::size_t stride, float *scratch,
                  int threads)
{
    if (n <= kBlock) {
        if (!factorBlock(n, a, stride)) {
            return false;
        }
        invertBlock(n, a, inverse, stride);
        return true;
    }
    const std::size_t upper = (n / 2 + kBlock - 1) / kBlock * kBlock;
    const std::size_t lower = n - upper;
    float *a21 = a + upper * stride, *a22 = a21 + upper;
    float *inverse21 = inverse + upper * stride, *inverse22 = inverse21 + upper;
    float *l21 = scratch;
    if (!invertFactor(upper, a, inverse, stride, scratch, threads)) {
        return false;
    }
    for (std::size_t c = 0; c < upper; c += kStrip) {
        const std::size_t width = std::min(kStrip, upper - c);
        gemm(GemmForm::NT, lower, width, c + width, 1, {a21, stride},
             {inverse + c * stride, stride}, 0, l21 + c, upper, threads);
    }
    for (std::size_t c = 0; c < lower; c += kStrip) {
        const Submatrix rows{l21 + c * upper, upper};
        gemm(GemmForm::NT, lower - c, std::min(kStrip, lower - c), upper, -1, rows, rows, 1,
             a22 + c * stride + c, stride, threads);
    }
    if (!invertFactor(lower, a22, inverse22, stride, scratch + lower * upper, threads)) {
        return false;
    }
    for (std::size_t c = 0; c < upper; c += kStrip) {
        gemm(GemmForm::NN, lower, std::min(kStrip, upper - c), upper - c, -1, {l21 + c, upper},
             {inverse + c * stride + c, stride}, 0, a21 + c, stride, threads);
    }
    for (std::size_t r = 0; r < lower; r += kStrip) {
        const std::size_t rows = std::min(kStrip, lower - r);
        gemm(GemmForm::NN, rows, upper, r + rows, 1, {inverse22 + r * stride, stride},
             {a21, stride}, 0, inverse21 + r * stride, stride, threads);
    }
    return true;
}

// to = J from^T J in the lower triangle, zeros above it. In squares: one side runs down columns.
void reverse(std::size_t n, const float *from, float *to)
{
    constexpr std::size_t kSquare = 32;
    for (std::size_t rows = 0; rows < n; rows += kSquare) {
        for (std::size_t columns = 0; columns < n; columns += kSquare) {
            for (std::size_t i = rows; i < std::min(n, rows + kSquare); ++i) {
                for (std::size_t j = columns; j < std::min(n, columns + kSquare); ++j) {
                    to[i * n + j] = j <= i ? from[(n - 1 - j) * n + n - 1 - i] : 0.0F;
                }
            }
        }
    }
}

}  // namespace

bool factorOfInverse(std::size_t n, float *h, float *g, float *scratch, int threads)
{
    reverse(n, h, g);
    std::fill_n(h, n * n, 0.0F);
    if (!invertFactor(n, g, h, n, scratch, threads)) {
        return false;
    }
    reverse(n, h, g);
    return true;
}

}  // namespace touchstone::kernels
