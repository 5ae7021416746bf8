#include "kernels/routing/cost-aware-gate/bayes.h"

#include "kernels/blocks/softmax.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::cost_aware_gate {

BayesGate::BayesGate(const Encoder &encoder, double resolved) : m_mixing(encoder.mixing())
{
    constexpr std::size_t perPart = 32;
    static_assert(perPart * perPart == nodeCount);
    const double variance = encoder.noise() * encoder.noise();
    for (std::size_t node = 0; node < nodeCount; ++node) {
        std::array<double, 2> z{};
        double logWeight = 0;
        for (std::size_t part = 0; part < 2; ++part) {
            const std::size_t i = part == 0 ? node / perPart : node % perPart;
            const double t = (double(i) + 0.5) / double(perPart);
            z[part] = t * t * (3 - 2 * t);
            // The density of Beta(2, 2) and dz / dt, both 6 v (1 - v).
            logWeight += std::log(z[part] * (1 - z[part])) + std::log(t * (1 - t));
        }
        const Demand demand{z[0], z[1]};
        const auto u = encoder.coordinates(demand);
        double square = 0;  // |W u|^2
        for (std::size_t row = 0; row < m_mixing.rows; ++row) {
            double mean = 0;
            for (std::size_t c = 0; c < coordinateCount; ++c) {
                mean += double(m_mixing.at(row, c)) * u[c];
            }
            square += mean * mean;
        }
        const OfPaths success = successOf(demand, resolved);
        m_at.push_back({float(u[0]), float(u[1]), float(u[2]), float(u[3])});
        m_logWeights.push_back(float(logWeight - square / (2 * variance)));
        m_success.push_back({float(success[0]), float(success[1]), float(success[2])});
    }
    for (float &weight : m_mixing.values) {
        weight = float(weight / variance);
    }
}

void BayesGate::operator()(const float *x, float *chances, float *scratch) const
{
    std::array<float, coordinateCount> along{};  // W^T x / s^2
    for (std::size_t i = 0; i < m_mixing.rows; ++i) {
        for (std::size_t c = 0; c < coordinateCount; ++c) {
            along[c] += m_mixing.at(i, c) * x[i];
        }
    }
    for (std::size_t node = 0; node < nodeCount; ++node) {
        const auto &u = m_at[node];
        scratch[node] = m_logWeights[node] + along[0] * u[0] + along[1] * u[1] + along[2] * u[2]
                        + along[3] * u[3];
    }
    softmaxInPlace(scratch, nodeCount);
    std::fill_n(chances, pathCount, 0.0F);
    for (std::size_t node = 0; node < nodeCount; ++node) {
        for (std::size_t path = 0; path < pathCount; ++path) {
            chances[path] += scratch[node] * m_success[node][path];
        }
    }
}

double BayesGate::flops() const
{
    return double(2 * coordinateCount * m_mixing.rows)
           + double(nodeCount * (2 * coordinateCount + 2 * pathCount + 2));
}

}  // namespace touchstone::kernels::cost_aware_gate
