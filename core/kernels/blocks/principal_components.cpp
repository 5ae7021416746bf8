#include "kernels/blocks/principal_components.h"

#include "kernels/blocks/symmetric_eigen.h"

#include <algorithm>

namespace touchstone::kernels {

namespace {

Grid<float> centred(Grid<float> rows, std::span<const float> mean)
{
    for (std::size_t row = 0; row < rows.rows; ++row) {
        for (std::size_t i = 0; i < rows.columns; ++i) {
            rows.at(row, i) -= mean[i];
        }
    }
    return rows;
}

}  // namespace

PrincipalComponents principalComponents(const Grid<float> &rows, std::size_t count)
{
    const std::size_t width = rows.columns;
    PrincipalComponents out{std::vector<float>(width), Grid<float>(count, width), {}};
    std::vector<double> mean(width);
    for (std::size_t row = 0; row < rows.rows; ++row) {
        for (std::size_t i = 0; i < width; ++i) {
            mean[i] += double(rows.at(row, i)) / double(rows.rows);
        }
    }
    std::copy(mean.begin(), mean.end(), out.mean.begin());
    const Grid<float> around = centred(rows, out.mean);
    Grid<float> products(width, width);
    gemmTN(width, width, rows.rows, around.values.data(), around.values.data(),
           products.values.data(), 1);
    std::vector<double> covariance(products.values.begin(), products.values.end());
    for (double &one : covariance) {
        one /= double(rows.rows);
    }
    const SymmetricEigen eigen = symmetricEigen(width, covariance);
    out.variances.assign(eigen.values.rbegin(), eigen.values.rend());
    for (std::size_t k = 0; k < count; ++k) {
        std::copy_n(eigen.vectors.data() + (width - 1 - k) * width, width,
                    out.directions.values.begin() + std::ptrdiff_t(k * width));
    }
    return out;
}

Grid<float> projected(const PrincipalComponents &components, const Grid<float> &rows)
{
    const Grid<float> around = centred(rows, components.mean);
    Grid<float> out(rows.rows, components.directions.rows);
    gemmNT(out.rows, out.columns, rows.columns, around.values.data(),
           components.directions.values.data(), 0.0F, out.values.data(), out.columns, 1);
    return out;
}

}  // namespace touchstone::kernels
