#include "kernels/quant/fair-gptq-hessian/oracle.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace touchstone::kernels::fair_gptq_hessian {

namespace {

constexpr double halfUnit = 0x1p-11;       // of fp16, relative
constexpr double halfSubnormal = 0x1p-25;  // of its numbers below 2^-14

// Row by row: A = L L^T, zeros above the diagonal.
Matrix cholesky(const Matrix &a, std::size_t n)
{
    Matrix l(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = a[i * n + j];
            for (std::size_t k = 0; k < j; ++k) {
                sum -= l[i * n + k] * l[j * n + k];
            }
            l[i * n + j] = i == j ? std::sqrt(sum) : sum / l[j * n + j];
        }
    }
    return l;
}

// By Gauss and Jordan; positive definite matrices need no pivoting.
Matrix inverse(Matrix a, std::size_t n)
{
    for (std::size_t k = 0; k < n; ++k) {
        const double pivot = 1 / std::exchange(a[k * n + k], 1.0);
        for (std::size_t j = 0; j < n; ++j) {
            a[k * n + j] *= pivot;
        }
        for (std::size_t i = 0; i < n; ++i) {
            const double factor = i == k ? 0 : std::exchange(a[i * n + k], 0.0);
            for (std::size_t j = 0; factor != 0 && j < n; ++j) {
                a[i * n + j] -= factor * a[k * n + j];
            }
        }
    }
    return a;
}

// to += scale X^T X, X [x.size() / n x n].
void addGram(Matrix &to, const std::vector<double> &x, std::size_t n, double scale)
{
    to.resize(n * n, 0.0);
    for (std::size_t p = 0; p < x.size(); p += n) {
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                to[i * n + j] += scale * x[p + i] * x[p + j];
            }
        }
    }
}

struct Grid {
    double scale = 0, minimum = 0;

    double value(unsigned code) const { return minimum + scale * code; }
};

Grid gridOf(const int4::Layout &layout, const int4::Weights &coded, std::size_t row,
            std::size_t column)
{
    const Half *grid = coded.grids + 2 * (row * layout.groups() + column / int4::groupColumns);
    return {double(fromFp16(grid[0])), double(fromFp16(grid[1]))};
}

unsigned codeOf(const int4::Layout &layout, const int4::Weights &coded, std::size_t row,
                std::size_t column)
{
    const std::size_t group = row * layout.groups() + column / 128;
    const std::uint32_t word = coded.words[group * 16 + column % 16];
    return word >> (column % 128 / 16 * 4) & 15U;
}

// Of the ends of a grid from the range of its group and 0.
double gridDeviation(const Grid &grid, const double *weights, std::size_t count, double slack)
{
    const double low = std::min(0.0, *std::min_element(weights, weights + count));
    const double high = std::max(0.0, *std::max_element(weights, weights + count));
    if (low == 0 && high == 0) {
        return grid.scale == 0 && grid.minimum == 0 ? 0 : std::numeric_limits<double>::infinity();
    }
    if (!std::isfinite(grid.scale) || !std::isfinite(grid.minimum) || grid.scale <= 0) {
        return std::numeric_limits<double>::infinity();
    }
    const double atLow =
            std::abs(grid.minimum - low) - std::max(halfUnit * std::abs(low), halfSubnormal);
    const double span = grid.scale * 15;
    const double atHigh =
            std::abs(grid.minimum + span - high) - std::max(halfUnit * span, 16 * halfSubnormal);
    return std::max({0.0, atLow - slack, atHigh - slack}) / grid.scale;
}

// Of a code from the one nearest to w; the ends take what lies beyond them.
double codeDeviation(const Grid &grid, unsigned code, double w, double slack)
{
    if (grid.scale == 0) {
        return code == 0 ? 0 : std::numeric_limits<double>::infinity();
    }
    const double away = (w - grid.minimum) / grid.scale - code;
    if (!std::isfinite(away)) {
        return std::numeric_limits<double>::infinity();
    }
    const bool beyond = (code == 0 && away < 0) || (code == 15 && away > 0);
    return beyond ? 0 : std::max(0.0, std::abs(away) - 0.5 - slack / grid.scale);
}

}  // namespace

double decoded(const int4::Layout &layout, const int4::Weights &coded, std::size_t row,
               std::size_t column)
{
    return gridOf(layout, coded, row, column).value(codeOf(layout, coded, row, column));
}

bool restIsZero(const int4::Layout &layout, const int4::Weights &coded, std::size_t row)
{
    bool zero = true;
    for (std::size_t c = layout.columns; c < layout.groups() * 128; ++c) {
        zero = zero && codeOf(layout, coded, row, c) == 0;
    }
    return zero;
}

RoundedProduct roundedProduct(const int4::Layout &layout, const int4::Weights &coded,
                              std::span<const float> x, std::size_t row)
{
    RoundedProduct product;
    for (std::size_t first = 0; first < x.size(); first += 128) {
        const auto part = x.subspan(first, std::min<std::size_t>(128, x.size() - first));
        float most = 0;
        for (const float value : part) {
            most = std::max(most, std::abs(value));
        }
        const double step = double(most) / 127;
        // In floats, which decide halves in the same way everywhere.
        const float steps = most > 0 ? 127 / most : 0;
        const Grid grid = gridOf(layout, coded, row, first);
        std::int64_t products = 0, sum = 0;
        for (std::size_t c = 0; c < part.size(); ++c) {
            const auto rounded = std::int64_t(std::nearbyint(part[c] * steps));
            const unsigned code = codeOf(layout, coded, row, first + c);
            products += std::int64_t(code) * rounded;
            sum += rounded;
            product.bound += std::abs(grid.value(code)) * step / 2;
        }
        product.value += step * (grid.scale * double(products) + grid.minimum * double(sum));
    }
    return product;
}

Oracle::Oracle(std::span<const float> weights, std::span<const float> first,
               std::span<const float> second, std::size_t width)
    : m_weights(weights.begin(), weights.end()), m_first(first.begin(), first.end()),
      m_second(second.begin(), second.end()), m_width(width), m_pairs(first.size() / width)
{
}

const Matrix &Oracle::hessian()
{
    if (m_hessian.empty()) {
        addGram(m_hessian, m_first, m_width, 1.0 / double(m_pairs));
        addGram(m_hessian, m_second, m_width, 1.0 / double(m_pairs));
    }
    return m_hessian;
}

const Matrix &Oracle::pairTerm()
{
    if (m_pairTerm.empty()) {
        std::vector<double> delta = m_first;
        for (std::size_t i = 0; i < delta.size(); ++i) {
            delta[i] -= m_second[i];
        }
        addGram(m_pairTerm, delta, m_width, 2.0 / double(m_pairs));
    }
    return m_pairTerm;
}

Matrix Oracle::damped(double alpha)
{
    Matrix h = hessian();
    double trace = 0;
    for (std::size_t i = 0; i < h.size(); ++i) {
        h[i] += alpha == 0 ? 0 : alpha * pairTerm()[i];
    }
    for (std::size_t i = 0; i < m_width; ++i) {
        trace += h[i * m_width + i];
    }
    for (std::size_t i = 0; i < m_width; ++i) {
        h[i * m_width + i] += dampingShare * trace / double(m_width);
    }
    return h;
}

const Oracle::Solver &Oracle::solver(double alpha)
{
    const auto [place, isNew] = m_solvers.try_emplace(alpha);
    Solver &solver = place->second;
    if (isNew) {
        solver.inverse = inverse(damped(alpha), m_width);
        solver.factor = cholesky(solver.inverse, m_width);
    }
    return solver;
}

std::vector<double> Oracle::shifted(Method method, double alpha, std::size_t row)
{
    const std::size_t n = m_width;
    const double *w = m_weights.data() + row * n;
    std::vector<double> v(w, w + n), pulled(n, 0.0);
    if (!isFair(method)) {
        return v;
    }
    const Matrix &inverse = solver(method == FirstOrder ? 0 : alpha).inverse;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            pulled[j] += w[i] * alpha * pairTerm()[i * n + j];
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            v[j] -= pulled[i] * inverse[i * n + j];
        }
    }
    return v;
}

double Oracle::deviation(Method method, double alpha, const int4::Layout &layout,
                         const int4::Weights &coded, std::size_t row)
{
    const std::size_t n = m_width;
    std::vector<double> w = shifted(method, alpha, row);
    // What errors in float leave of a weight goes with the size of its row: in a group of one
    // column, whose grid may be narrower than others by far, it is a share of a step that counts.
    const double square = std::inner_product(w.begin(), w.end(), w.begin(), 0.0);
    const double slack = method == Rtn ? 0 : 1e-5 * std::sqrt(square / double(n));
    double most = 0;
    for (std::size_t k = 0; k < n; ++k) {
        const Grid grid = gridOf(layout, coded, row, k);
        if (k % 128 == 0) {
            const std::size_t count = std::min<std::size_t>(128, n - k);
            most = std::max(most, gridDeviation(grid, w.data() + k, count, slack));
        }
        const unsigned code = codeOf(layout, coded, row, k);
        most = std::max(most, codeDeviation(grid, code, w[k], slack));
        if (method == Rtn || !std::isfinite(most)) {
            continue;
        }
        const Matrix &factor = solver(method == Joint ? alpha : 0).factor;
        const double error = (w[k] - grid.value(code)) / factor[k * n + k];
        for (std::size_t j = k + 1; j < n; ++j) {
            w[j] -= error * factor[j * n + k];
        }
    }
    return most;
}

}  // namespace touchstone::kernels::fair_gptq_hessian
