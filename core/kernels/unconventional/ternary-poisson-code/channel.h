// Ternary levels as firing rates: a level emits Poisson spikes for a time window, and the count
// tells the level again.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace touchstone::kernels::ternary_poisson_code {

// Spikes per second of the levels -1, 0 and +1.
constexpr std::array<double, 3> spikeRates{0, 50, 100};
// Shares of the levels of a Gaussian cut at its mean magnitude, sqrt(2 / pi) deviations.
constexpr std::array<double, 3> levelShares{0.2125, 0.5750, 0.2125};

class PoissonChannel {
public:
    explicit PoissonChannel(double seconds);

    // u uniform in (0, 1); inverts the distribution of the level's count.
    unsigned spikes(int level, double u) const;
    // The most probable level given the count.
    int decode(unsigned count) const { return count == 0 ? -1 : count < m_threshold ? 0 : 1; }

private:
    std::array<std::vector<double>, 3> m_cumulative;  // P(count <= k) by level
    unsigned m_threshold;                             // least count that means +1
};

}  // namespace touchstone::kernels::ternary_poisson_code
