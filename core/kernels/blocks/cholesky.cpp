#include "kernels/blocks/cholesky.h"

#include "kernels/blocks/gemm.h"

#include <algorithm>

namespace touchstone::kernels {

namespace {

constexpr std::size_t stripWidth = 32;  // of a product that only needs one triangle

struct Strip {
    std::size_t first, count;
};

template <class Body>
void inStrips(std::size_t size, const Body &body)
{
    for (std::size_t first = 0; first < size; first += stripWidth) {
        body(Strip{first, std::min(stripWidth, size - first)});
    }
}

// By halves, from the last rows up: with S = M21
//   S = G22^T H21,  H11 <- H11 - S^T S,  G21 = -G22 (S G11)
// h: its lower triangle, spoiled. g: zeros before. scratch: n * n / 2 floats.
bool factorHalves(std::size_t n, float *h, float *g, std::size_t stride, float *scratch,
                  int threads)
{
    if (n <= factorBlockSize) {
        return factorOfInverseBlock(n, h, g, stride);
    }
    constexpr std::size_t vectorColumns = 16;  // halves are made of whole vectors
    const std::size_t upper = (n / 2 + vectorColumns - 1) / vectorColumns * vectorColumns;
    const std::size_t lower = n - upper;
    float *h21 = h + upper * stride, *h22 = h21 + upper;
    float *g21 = g + upper * stride, *g22 = g21 + upper;
    float *s = scratch;
    if (!factorHalves(lower, h22, g22, stride, scratch, threads)) {
        return false;
    }
    inStrips(lower, [&](Strip rows) {
        gemm(GemmForm::TN, rows.count, upper, lower - rows.first, 1,
             {g22 + rows.first * (stride + 1), stride}, {h21 + rows.first * stride, stride}, 0,
             s + rows.first * upper, upper, threads);
    });
    inStrips(upper, [&](Strip rows) {
        gemm(GemmForm::TN, rows.count, rows.first + rows.count, lower, -1, {s + rows.first, upper},
             {s, upper}, 1, h + rows.first * stride, stride, threads);
    });
    if (!factorHalves(upper, h, g, stride, scratch + lower * upper, threads)) {
        return false;
    }
    inStrips(upper, [&](Strip columns) {
        gemm(GemmForm::NN, lower, columns.count, upper - columns.first, 1,
             {s + columns.first, upper}, {g + columns.first * (stride + 1), stride}, 0,
             h21 + columns.first, stride, threads);
    });
    inStrips(lower, [&](Strip rows) {
        gemm(GemmForm::NN, rows.count, upper, rows.first + rows.count, -1,
             {g22 + rows.first * stride, stride}, {h21, stride}, 0, g21 + rows.first * stride,
             stride, threads);
    });
    return true;
}

}  // namespace

bool factorOfInverse(std::size_t n, float *h, float *g, float *scratch, int threads)
{
    std::fill_n(g, n * n, 0.0F);
    return factorHalves(n, h, g, n, scratch, threads);
}

}  // namespace touchstone::kernels
