// A layer quantised to 4 bits after calibration on pairs of activations x0, x1 of N pairs:
//
//   H       = 1/N sum x0 x0^T + x1 x1^T               2/n over all n = 2 N inputs, as in GPTQ
//   H_delta = alpha 2/N sum (x0 - x1)(x0 - x1)^T      the pair term of Fair-GPTQ
//
//   gptq         round(W; H)
//   first order  round(W - W H_delta H^-1; H)                what the released code does by default
//   exact        round(W - W H_delta (H + H_delta)^-1; H)    its option "sum_hessians"
//   joint        round(W - W H_delta (H + H_delta)^-1; H + H_delta)
//
// W - W H_delta (H + H_delta)^-1 minimises |(V - W) X|^2 + alpha |V (X0 - X1)|^2 over V; what then
// remains to be rounded has the Hessian H + H_delta, hence the joint form. 1 % of the mean diagonal
// is added to a Hessian before it is inverted. Since x0 x0^T + x1 x1^T >= 1/2 (x0 - x1)(x0 - x1)^T,
// no eigenvalue of H_delta H^-1 exceeds 4 alpha.
#pragma once

#include "kernels/blocks/int4.h"
#include "kernels/memory.h"

#include <array>

namespace touchstone::kernels::fair_gptq_hessian {

enum Method : std::size_t { Rtn, Gptq, FirstOrder, Exact, Joint };
constexpr std::array<const char *, 5> methodIds{"rtn", "gptq", "fair-first-order", "fair-exact",
                                                "fair-joint"};
constexpr double paperAlpha = 0.1;
constexpr double dampingShare = 0.01;

constexpr bool isFair(Method method)
{
    return method >= FirstOrder;
}

// To nearest; `to` has as many as weights.
void roundToHalves(const float *weights, std::span<Half> to, int threads);

// Weights are [rows x width], pairs [pairs x width], all row-major.
class Quantiser {
public:
    Quantiser(std::size_t rows, std::size_t width, std::size_t pairs, Memory &memory);

    const int4::Layout &layout() const { return m_layout; }
    void calibrate(const float *first, const float *second, bool fair, int threads);
    // After calibrate(), for a fair method with fair = true.
    void quantise(Method method, double alpha, const float *weights, const int4::Weights &to,
                  int threads);

    // The part of quantise() before the rounding: what is to be rounded, transposed,
    // [width x layout().paddedRows()], until the next call.
    const float *shift(Method method, double alpha, const float *weights, int threads);
    // Largest eigenvalue of H_delta H^-1 for alpha = 1, H damped. After calibrate() with fair.
    double largestEigenvalue(int threads);
    // Multiplications and additions of calibrate() and quantise().
    double flops(Method method) const;

private:
    void addGram(const float *x, float scale, float beta, Buffer<float> &to, int threads) const;
    void transpose(const float *weights);
    void factor(double alpha, int threads);
    void subtractShift(double alpha, int threads);

    int4::Layout m_layout;
    std::size_t m_pairs;
    Buffer<float> m_hessian;   // H, lower triangle
    Buffer<float> m_pairTerm;  // H_delta for alpha = 1
    Buffer<float> m_differences;
    Buffer<float> m_factor, m_damped;          // [width x width]
    Buffer<float> m_halves;                    // of factorOfInverse()
    Buffer<float> m_weights, m_left, m_right;  // transposed
    Buffer<float> m_errors;
};

}  // namespace touchstone::kernels::fair_gptq_hessian
