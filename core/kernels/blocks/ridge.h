// A linear layer fitted in closed form: what probes and corrections of features can reach.
#pragma once

#include "kernels/blocks/tape.h"

namespace touchstone::kernels {

// y = M x + shift
struct LinearFit {
    Grid<double> map;           // [outputs x inputs]
    std::vector<double> shift;  // [outputs]

    Grid<float> applied(const Grid<float> &x) const;  // [rows x inputs] -> [rows x outputs]
};

// The least mean |M x + shift - y|^2 + ridge |M|^2 over the rows (Hoerl and Kennard, "Ridge
// Regression", 1970), the shift without a penalty. In double, through the eigenvectors of the
// covariance of x. x, y: equal rows, at least one. share: the ridge over the mean variance of an
// input, above 0; inputs that do not vary at all give a map of zeros.
LinearFit ridgeRegression(const Grid<float> &x, const Grid<float> &y, double share);

}  // namespace touchstone::kernels
