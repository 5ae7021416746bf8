// The directions in which rows vary most.
#pragma once

#include "kernels/blocks/tape.h"

namespace touchstone::kernels {

struct PrincipalComponents {
    std::vector<float> mean;        // [width]
    Grid<float> directions;         // [count x width], orthonormal, the largest variance first
    std::vector<double> variances;  // of all directions, descending
};

// From the eigenvectors of the covariance, in double. rows: at least one; count: at most its width.
PrincipalComponents principalComponents(const Grid<float> &rows, std::size_t count);
// Coordinates along the directions, [rows x count].
Grid<float> projected(const PrincipalComponents &components, const Grid<float> &rows);

}  // namespace touchstone::kernels
