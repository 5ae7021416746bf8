// Eigenvalues and eigenvectors of small symmetric matrices, by Eigen: for principal components,
// singular values and polar factors.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace touchstone::kernels {

struct SymmetricEigen {
    std::vector<double> values;   // ascending
    std::vector<double> vectors;  // [size x size], orthonormal: that of values[i] is row i
};

// matrix: [size x size], symmetric and finite; only its lower triangle is read.
SymmetricEigen symmetricEigen(std::size_t size, std::span<const double> matrix);

// A singular value decomposition as far as a Procrustes problem needs it.
struct Polar {
    double nuclearNorm = 0;     // sum of the singular values
    std::vector<float> factor;  // [rows x columns]: U V^T of a = U S V^T; directions whose singular
                                // value is below 1e-7 of the largest are left out
};
// a: [rows x columns], rows <= columns. Through the eigenvectors of a a^T, in double: singular
// values below 1e-7 of the largest drown in rounding. Schoenemann, "A generalized solution of the
// orthogonal Procrustes problem", 1966.
Polar polarOf(std::size_t rows, std::size_t columns, std::span<const float> a);
double polarFlops(std::size_t rows, std::size_t columns);

}  // namespace touchstone::kernels
