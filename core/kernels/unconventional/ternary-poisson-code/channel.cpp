#include "kernels/unconventional/ternary-poisson-code/channel.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::ternary_poisson_code {

PoissonChannel::PoissonChannel(double seconds)
{
    for (std::size_t level = 0; level < spikeRates.size(); ++level) {
        const double mean = spikeRates[level] * seconds;
        const auto last = std::size_t(mean + 12 * std::sqrt(mean) + 20);
        double probability = std::exp(-mean), below = 0;
        for (std::size_t k = 0; k <= last; ++k) {
            below += probability;
            m_cumulative[level].push_back(below);
            probability *= mean / double(k + 1);
        }
    }
    // +1 is more probable than 0 from here on: share_1 P_1(k) > share_0 P_0(k).
    const double gap =
            (spikeRates[2] - spikeRates[1]) * seconds + std::log(levelShares[1] / levelShares[2]);
    m_threshold = unsigned(std::ceil(gap / std::log(spikeRates[2] / spikeRates[1])));
}

unsigned PoissonChannel::spikes(int level, double u) const
{
    const auto &cumulative = m_cumulative[unsigned(level + 1)];
    const auto at = std::lower_bound(cumulative.begin(), cumulative.end(), u);
    return unsigned(at - cumulative.begin());
}

}  // namespace touchstone::kernels::ternary_poisson_code
