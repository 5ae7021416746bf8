#include "kernels/blocks/ridge.h"

#include "kernels/blocks/symmetric_eigen.h"

#include <algorithm>
#include <numeric>

namespace touchstone::kernels {

namespace {

std::vector<double> meansOf(const Grid<float> &grid)
{
    std::vector<double> means(grid.columns);
    for (std::size_t row = 0; row < grid.rows; ++row) {
        for (std::size_t i = 0; i < grid.columns; ++i) {
            means[i] += double(grid.at(row, i)) / double(grid.rows);
        }
    }
    return means;
}

// [columns of a x columns of b]
Grid<double> covariance(const Grid<float> &a, std::span<const double> meansOfA,
                        const Grid<float> &b, std::span<const double> meansOfB)
{
    Grid<double> out(a.columns, b.columns);
    for (std::size_t row = 0; row < a.rows; ++row) {
        for (std::size_t i = 0; i < a.columns; ++i) {
            const double off = (double(a.at(row, i)) - meansOfA[i]) / double(a.rows);
            for (std::size_t j = 0; j < b.columns; ++j) {
                out.at(i, j) += off * (double(b.at(row, j)) - meansOfB[j]);
            }
        }
    }
    return out;
}

}  // namespace

Grid<float> LinearFit::applied(const Grid<float> &x) const
{
    Grid<float> out(x.rows, map.rows);
    for (std::size_t row = 0; row < x.rows; ++row) {
        const auto from = x.row(row);
        for (std::size_t i = 0; i < map.rows; ++i) {
            const auto weights = map.row(i);
            out.at(row, i) = float(
                    std::inner_product(weights.begin(), weights.end(), from.begin(), shift[i]));
        }
    }
    return out;
}

// M = C_yx (C_xx + ridge)^-1
LinearFit ridgeRegression(const Grid<float> &x, const Grid<float> &y, double share)
{
    const std::size_t inputs = x.columns;
    const std::vector<double> meansOfX = meansOf(x);
    LinearFit out{Grid<double>(y.columns, inputs), meansOf(y)};
    const Grid<double> cross = covariance(y, out.shift, x, meansOfX);
    const SymmetricEigen eigen =
            symmetricEigen(inputs, covariance(x, meansOfX, x, meansOfX).values);
    const double ridge =
            share * std::accumulate(eigen.values.begin(), eigen.values.end(), 0.0) / double(inputs);
    for (std::size_t e = 0; ridge > 0 && e < inputs; ++e) {
        const std::span<const double> axis(eigen.vectors.data() + e * inputs, inputs);
        const double factor = 1 / (std::max(eigen.values[e], 0.0) + ridge);
        for (std::size_t i = 0; i < out.map.rows; ++i) {
            const auto from = cross.row(i);
            const double along =
                    factor * std::inner_product(axis.begin(), axis.end(), from.begin(), 0.0);
            for (std::size_t c = 0; c < inputs; ++c) {
                out.map.at(i, c) += along * axis[c];
            }
        }
    }
    for (std::size_t i = 0; i < out.map.rows; ++i) {
        const auto weights = out.map.row(i);
        out.shift[i] -= std::inner_product(weights.begin(), weights.end(), meansOfX.begin(), 0.0);
    }
    return out;
}

}  // namespace touchstone::kernels
