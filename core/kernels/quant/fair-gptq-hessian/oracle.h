// Whether a layer was quantised as layer.h says, in double precision and by another way.
#pragma once

#include "kernels/quant/fair-gptq-hessian/layer.h"

#include <map>
#include <span>
#include <vector>

namespace touchstone::kernels::fair_gptq_hessian {

using Matrix = std::vector<double>;  // row-major

// The weight of a code.
double decoded(const int4::Layout &layout, const int4::Weights &coded, std::size_t row,
               std::size_t column);

// Whether the codes of a row behind the last column are 0.
bool restIsZero(const int4::Layout &layout, const int4::Weights &coded, std::size_t row);

// The product of one row with a vector rounded to whole numbers from -127 to 127, one step for each
// group of 128; and how far that may be from the product with the vector itself: half a step of
// every element.
struct RoundedProduct {
    double value = 0, bound = 0;
};
RoundedProduct roundedProduct(const int4::Layout &layout, const int4::Weights &coded,
                              std::span<const float> x, std::size_t row);

class Oracle {
public:
    // Weights [rows x width], pairs [pairs x width]; copied.
    Oracle(std::span<const float> weights, std::span<const float> first,
           std::span<const float> second, std::size_t width);

    // Follows the codes of one row column by column: each must be the nearest to what the errors of
    // those before it have left of the weight, and each grid must span its group. Returns the
    // largest distance from that, in steps of the grid: 0 where all is well, beyond what rounding
    // to fp16 and to the nearest code explains. Infinite, when a grid is not a number.
    double deviation(Method method, double alpha, const int4::Layout &layout,
                     const int4::Weights &coded, std::size_t row);

    // The weights of one row before they are rounded.
    std::vector<double> shifted(Method method, double alpha, std::size_t row);
    // H_delta for alpha = 1; H.
    const Matrix &pairTerm();
    const Matrix &hessian();
    // H + H_delta + damping.
    Matrix damped(double alpha);

private:
    struct Solver {
        Matrix inverse;  // of damped(alpha)
        Matrix factor;   // its lower Cholesky factor
    };
    const Solver &solver(double alpha);

    std::vector<double> m_weights, m_first, m_second;
    std::size_t m_width, m_pairs;
    Matrix m_hessian, m_pairTerm;
    std::map<double, Solver> m_solvers;
};

}  // namespace touchstone::kernels::fair_gptq_hessian
