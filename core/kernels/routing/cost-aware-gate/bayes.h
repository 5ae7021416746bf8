// The best gate that there is for these features: it takes the path that is right most often given
// what a pair's features say about its demand.
#pragma once

#include "kernels/routing/cost-aware-gate/pairs.h"

namespace touchstone::kernels::cost_aware_gate {

// P(right | x) of each path, by quadrature over both parts of the demand,
//
//   p(z | x) ~ p(z) exp(x . W u(z) / s^2 - |W u(z)|^2 / (2 s^2)),  s: the noise's deviation
//
// The midpoint rule runs over t with z = 3 t^2 - 2 t^3, which makes the integrand flat at both
// ends: with 32 nodes a part its error is below 1e-4 for posteriors as wide as here, 0.1 and more.
class BayesGate {
public:
    BayesGate(const Encoder &encoder, double resolved);
    // x: [features]. chances: [pathCount]. scratch: [nodeCount].
    void operator()(const float *x, float *chances, float *scratch) const;
    static constexpr std::size_t nodeCount = 32 * 32;
    double flops() const;  // of one pair

private:
    Grid<float> m_mixing;                                  // W / s^2
    std::vector<std::array<float, coordinateCount>> m_at;  // u at the nodes
    std::vector<float> m_logWeights;
    std::vector<std::array<float, pathCount>> m_success;
};

}  // namespace touchstone::kernels::cost_aware_gate
