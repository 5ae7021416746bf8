// The Poisson channel of ternary-poisson-code against the distribution's own properties.
#include "kernels/blocks/rng.h"
#include "kernels/unconventional/ternary-poisson-code/channel.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace touchstone::kernels;
using namespace touchstone::kernels::ternary_poisson_code;

namespace {

// P(count < limit) of a Poisson distribution.
double below(double mean, unsigned limit)
{
    double probability = std::exp(-mean), sum = 0;
    for (unsigned k = 0; k < limit; ++k) {
        sum += probability;
        probability *= mean / double(k + 1);
    }
    return sum;
}

// Probability that decode() misses, averaged over levelShares; -1 is silent and never missed.
double missRate(const PoissonChannel &channel, double seconds)
{
    unsigned threshold = 1;
    while (channel.decode(threshold) != 1) {
        ++threshold;
    }
    const double zero = spikeRates[1] * seconds, one = spikeRates[2] * seconds;
    const double zeroMissed = below(zero, 1) + 1 - below(zero, threshold);
    return levelShares[1] * zeroMissed + levelShares[2] * below(one, threshold);
}

}  // namespace

TEST(Poisson, CountsFollowTheDistribution)
{
    const PoissonChannel channel(0.1);  // level +1: mean 10
    constexpr int draws = 20'000;
    std::vector<double> seen(40, 0.0);
    for (int i = 0; i < draws; ++i) {
        const double u = rng::uniform(rng::philox(3, 1, std::uint64_t(i))[0]);
        seen[std::min(39U, channel.spikes(1, u))] += 1;
    }
    double chiSquare = 0;
    double probability = std::exp(-10.0);
    for (std::size_t k = 0; k < 25; ++k) {
        const double expected = draws * probability;
        if (expected > 10) {
            chiSquare += (seen[k] - expected) * (seen[k] - expected) / expected;
        }
        probability *= 10.0 / double(k + 1);
    }
    EXPECT_LT(chiSquare, 45);  // about 20 cells: above this once in a thousand
    EXPECT_EQ(channel.spikes(-1, 0.999), 0U);
}

TEST(Poisson, MissesAsOftenAsTheDistributionsOverlap)
{
    for (const double seconds : {0.1, 0.5}) {
        const PoissonChannel channel(seconds);
        constexpr int draws = 200'000;
        int wrong = 0;
        for (int i = 0; i < draws; ++i) {
            const auto words = rng::philox(5, 2, std::uint64_t(i));
            const double which = rng::uniform(words[0]);
            const int level = which < levelShares[0]                    ? -1
                              : which < levelShares[0] + levelShares[1] ? 0
                                                                        : 1;
            wrong += channel.decode(channel.spikes(level, rng::uniform(words[1]))) != level;
        }
        const double rate = missRate(channel, seconds);
        EXPECT_NEAR(double(wrong) / draws, rate, 4 * std::sqrt(rate / draws)) << seconds;
    }
}
