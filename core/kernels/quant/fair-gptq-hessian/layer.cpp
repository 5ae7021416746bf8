#include "kernels/quant/fair-gptq-hessian/layer.h"

#include "kernels/blocks/cholesky.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/parallel.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <vector>

namespace touchstone::kernels::fair_gptq_hessian {

namespace {

constexpr std::size_t stripRows = 32;   // rows of a product that only needs one triangle
constexpr std::size_t squareEdge = 16;  // transposed at once: one side runs down columns

// The lower triangle to the upper one.
void mirror(std::size_t n, float *h)
{
    for (std::size_t r = 0; r < n; r += squareEdge) {
        for (std::size_t c = 0; c <= r; c += squareEdge) {
            for (std::size_t i = r; i < std::min(n, r + squareEdge); ++i) {
                for (std::size_t j = c; j < std::min(i, c + squareEdge); ++j) {
                    h[j * n + i] = h[i * n + j];
                }
            }
        }
    }
}

}  // namespace

void roundToHalves(const float *weights, std::span<Half> to, int threads)
{
    parallelRows(threads, to.size(), [&](std::size_t begin, std::size_t end) {
        std::transform(weights + begin, weights + end, to.data() + begin, toFp16);
    });
}

Quantiser::Quantiser(std::size_t rows, std::size_t width, std::size_t pairs, Memory &memory)
    : m_layout{rows, width}, m_pairs(pairs)
{
    const auto scratch = [&](std::size_t count) {
        return memory.allocate<float>(BufferRole::Scratch, count);
    };
    const std::size_t stride = m_layout.paddedRows();
    m_hessian = scratch(width * width);
    m_pairTerm = scratch(width * width);
    m_differences = scratch(pairs * width);
    m_factor = scratch(width * width);
    m_damped = scratch(width * width);
    m_halves = scratch(width * width / 2);
    m_weights = scratch(width * stride);
    m_left = scratch(width * stride);
    m_right = scratch(width * stride);
    m_errors = scratch(int4::groupColumns * stride);
}

// to = beta to + scale X^T X, in the lower triangle and a little above it.
void Quantiser::addGram(const float *x, float scale, float beta, Buffer<float> &to,
                        int threads) const
{
    const std::size_t n = m_layout.columns;
    for (std::size_t first = 0; first < n; first += stripRows) {
        const std::size_t rows = std::min(stripRows, n - first);
        gemm(GemmForm::TN, rows, first + rows, m_pairs, scale, {x + first, n}, {x, n}, beta,
             to.data() + first * n, n, threads);
    }
}

void Quantiser::calibrate(const float *first, const float *second, bool fair, int threads)
{
    const std::size_t n = m_layout.columns;
    addGram(first, 1 / float(m_pairs), 0, m_hessian, threads);
    addGram(second, 1 / float(m_pairs), 1, m_hessian, threads);
    if (!fair) {
        return;
    }
    for (std::size_t i = 0; i < m_differences.size(); ++i) {
        m_differences[i] = first[i] - second[i];
    }
    addGram(m_differences.data(), 2 / float(m_pairs), 0, m_pairTerm, threads);
    mirror(n, m_pairTerm.data());
}

void Quantiser::transpose(const float *weights)
{
    const std::size_t stride = m_layout.paddedRows(), columns = m_layout.columns;
    float *to = m_weights.data();
    for (std::size_t r = 0; r < stride; r += squareEdge) {
        const std::size_t end = std::clamp(m_layout.rows, r, r + squareEdge);
        for (std::size_t c = 0; c < columns; c += squareEdge) {
            for (std::size_t j = c; j < std::min(columns, c + squareEdge); ++j) {
                for (std::size_t i = r; i < end; ++i) {
                    to[j * stride + i] = weights[i * columns + j];
                }
                std::fill(to + j * stride + end, to + j * stride + r + squareEdge, 0.0F);
            }
        }
    }
}

// G with G G^T = (H + H_delta + damping)^-1.
void Quantiser::factor(double alpha, int threads)
{
    const std::size_t n = m_layout.columns;
    const float *pairTerm = m_pairTerm.data();
    double trace = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const float *h = m_hessian.data() + i * n;
        float *damped = m_damped.data() + i * n;
        std::copy_n(h, i + 1, damped);
        for (std::size_t j = 0; j <= i && alpha != 0; ++j) {
            damped[j] += float(alpha) * pairTerm[i * n + j];
        }
        trace += double(damped[i]);
    }
    for (std::size_t i = 0; i < n; ++i) {
        m_damped[i * n + i] += float(dampingShare * trace / double(n));
    }
    if (!factorOfInverse(n, m_damped.data(), m_factor.data(), m_halves.data(), threads)) {
        // Damped, it is positive definite unless all activations are zero: a programming error.
        std::fprintf(stderr, "the Hessian of a layer is not positive definite\n");
        std::abort();
    }
}

// W <- W - W H_delta G G^T, transposed: W^T <- W^T - G (G^T (H_delta W^T)).
void Quantiser::subtractShift(double alpha, int threads)
{
    const std::size_t n = m_layout.columns;
    const std::size_t stride = m_layout.paddedRows();
    const float *g = m_factor.data();
    gemm(GemmForm::NN, n, stride, n, float(alpha), {m_pairTerm.data(), n},
         {m_weights.data(), stride}, 0, m_left.data(), stride, threads);
    for (std::size_t first = 0; first < n; first += stripRows) {
        gemm(GemmForm::TN, std::min(stripRows, n - first), stride, n - first, 1,
             {g + first * n + first, n}, {m_left.data() + first * stride, stride}, 0,
             m_right.data() + first * stride, stride, threads);
    }
    for (std::size_t first = 0; first < n; first += stripRows) {
        const std::size_t rows = std::min(stripRows, n - first);
        gemm(GemmForm::NN, rows, stride, first + rows, -1, {g + first * n, n},
             {m_right.data(), stride}, 1, m_weights.data() + first * stride, stride, threads);
    }
}

const float *Quantiser::shift(Method method, double alpha, const float *weights, int threads)
{
    transpose(weights);
    const bool summed = method == Exact || method == Joint;
    if (method != Rtn) {
        factor(summed ? alpha : 0, threads);
    }
    if (isFair(method)) {
        subtractShift(alpha, threads);
    }
    return m_weights.data();
}

void Quantiser::quantise(Method method, double alpha, const float *weights, const int4::Weights &to,
                         int threads)
{
    static_cast<void>(shift(method, alpha, weights, threads));
    if (method == Exact) {
        factor(0, threads);
    }
    int4::roundTo(m_layout, m_weights.data(), method == Rtn ? nullptr : m_factor.data(),
                  m_errors.data(), to, threads);
}

// Of G^T H_delta G, which has the same eigenvalues, by iterating it.
double Quantiser::largestEigenvalue(int threads)
{
    constexpr int iterations = 100;
    const std::size_t n = m_layout.columns;
    factor(0, threads);
    std::vector<float> v(n, 1 / std::sqrt(float(n))), a(n), b(n);
    double value = 0;
    for (int i = 0; i < iterations; ++i) {
        gemmNT(n, 1, n, m_factor.data(), v.data(), 0, a.data(), 1, threads);
        gemmNT(n, 1, n, m_pairTerm.data(), a.data(), 0, b.data(), 1, threads);
        gemmTN(n, 1, n, m_factor.data(), b.data(), v.data(), threads);
        value = std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0));
        for (float &x : v) {
            x = float(double(x) / value);
        }
    }
    return value;
}

double Quantiser::flops(Method method) const
{
    const auto n = double(m_layout.columns), rows = double(m_layout.rows);
    if (method == Rtn) {
        return 4 * n * rows;
    }
    // A symmetric matrix and a triangular one take half the operations of a full one.
    const double gram = double(m_pairs) * n * n;
    const double factors = 2 * n * n * n / 3;
    double all = 2 * gram + factors + rows * n * n;
    if (isFair(method)) {
        all += gram + 2 * rows * n * n + 2 * rows * n * n;
    }
    return method == Exact ? all + factors : all;
}

}  // namespace touchstone::kernels::fair_gptq_hessian
