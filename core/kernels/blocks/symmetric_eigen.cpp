#include "kernels/blocks/symmetric_eigen.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>

namespace touchstone::kernels {

namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using RowMajorFloat = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double least = 1e-7;  // singular value over the largest

Eigen::SelfAdjointEigenSolver<RowMajor> solved(const RowMajor &matrix)
{
    return Eigen::SelfAdjointEigenSolver<RowMajor>(matrix);
}

}  // namespace

SymmetricEigen symmetricEigen(std::size_t size, std::span<const double> matrix)
{
    const auto n = Eigen::Index(size);
    const auto solver = solved(Eigen::Map<const RowMajor>(matrix.data(), n, n));
    SymmetricEigen out{std::vector<double>(size), std::vector<double>(size * size)};
    std::copy_n(solver.eigenvalues().data(), size, out.values.data());
    Eigen::Map<RowMajor>(out.vectors.data(), n, n) = solver.eigenvectors().transpose();
    return out;
}

Polar polarOf(std::size_t rows, std::size_t columns, std::span<const float> a)
{
    const auto m = Eigen::Index(rows), n = Eigen::Index(columns);
    const RowMajor wide = Eigen::Map<const RowMajorFloat>(a.data(), m, n).cast<double>();
    const RowMajor gram = wide * wide.transpose();
    const auto solver = solved(gram);
    Eigen::VectorXd singular = solver.eigenvalues().cwiseMax(0).cwiseSqrt();
    const double smallest = least * singular.maxCoeff();
    const Eigen::VectorXd inverse = singular.unaryExpr(
            [smallest](double value) { return value > smallest ? 1 / value : 0.0; });
    const RowMajor root =
            solver.eigenvectors() * inverse.asDiagonal() * solver.eigenvectors().transpose();
    Polar out{singular.sum(), std::vector<float>(rows * columns)};
    Eigen::Map<RowMajorFloat>(out.factor.data(), m, n) = (root * wide).cast<float>();
    return out;
}

double polarFlops(std::size_t rows, std::size_t columns)
{
    const auto m = double(rows), n = double(columns);
    return 2 * m * m * n + 9 * m * m * m + 2 * m * m * m + 2 * m * m * n;
}

}  // namespace touchstone::kernels
