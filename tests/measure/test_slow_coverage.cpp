// The intervals do what they promise, by simulation: coverage within 1.5 points of nominal.
#include "measure/results/estimate.h"
#include "measure/results/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

using namespace touchstone::measure;

namespace {

constexpr int experiments = 20000;
constexpr double points = 0.015;

std::vector<double> normals(std::mt19937_64 &random, int n, double mean, double sd)
{
    std::normal_distribution<double> normal(mean, sd);
    std::vector<double> out(static_cast<std::size_t>(n));
    for (double &value : out) {
        value = normal(random);
    }
    return out;
}

template <class Covers>
double share(Covers covers)
{
    int covered = 0;
    for (int i = 0; i < experiments; ++i) {
        covered += covers() ? 1 : 0;
    }
    return double(covered) / experiments;
}

// One round with a true ln ratio and multiplicative noise.
Round roundOf(std::mt19937_64 &random, double logRatio)
{
    std::normal_distribution<double> noise(0, 0.02);
    const auto sample = [&](std::size_t variant, double level) {
        const double ns = 1e6 * std::exp(level + noise(random));
        return Sample{variant, ns, ns, 0, std::nullopt};
    };
    return {sample(0, logRatio), sample(1, 0), sample(1, 0), sample(0, logRatio)};
}

}  // namespace

TEST(Coverage, StudentIntervalOverEightWorkers)
{
    std::mt19937_64 random(1);
    EXPECT_NEAR(share([&] {
                    const Interval interval = tInterval(normals(random, 8, 0.3, 0.1));
                    return interval.low <= 0.3 && 0.3 <= interval.high;
                }),
                0.95, points);
}

TEST(Coverage, MedianIntervalKeepsItsLevelForSkewedData)
{
    // Discrete ranks: the true level is above the nominal one; for n = 40 it is 0.9615.
    std::mt19937_64 random(2);
    std::exponential_distribution<double> exponential(1);
    EXPECT_NEAR(share([&] {
                    std::vector<double> values(40);
                    for (double &value : values) {
                        value = exponential(random);
                    }
                    const Interval interval = medianInterval(values);
                    return interval.low <= std::log(2.0) && std::log(2.0) <= interval.high;
                }),
                0.9615, points);
}

TEST(Coverage, WilsonIntervalOfAShare)
{
    std::mt19937_64 random(3);
    for (const double truth : {0.1, 0.3, 0.5}) {
        std::binomial_distribution<int> successes(100, truth);
        EXPECT_NEAR(share([&] {
                        const Interval interval = wilsonInterval(successes(random), 100);
                        return interval.low <= truth && truth <= interval.high;
                    }),
                    0.95, points)
                << truth;
    }
}

TEST(Coverage, EquivalenceTestErrsAtItsLevelOnTheMargin)
{
    std::mt19937_64 random(4);
    EXPECT_NEAR(share([&] {
                    const auto values = normals(random, 8, 0.02, 0.01);
                    return tostProbability(mean(values), standardDeviation(values) / std::sqrt(8.0),
                                           7, 0.02)
                           < 0.05;
                }),
                0.05, points);
}

TEST(Coverage, LayoutVarianceIsUnbiased)
{
    std::mt19937_64 random(5);
    constexpr double layoutSd = 0.1, noiseSd = 0.05;
    double sum = 0;
    for (int i = 0; i < experiments; ++i) {
        std::vector<std::vector<double>> groups;
        for (const double centre : normals(random, 8, 0, layoutSd)) {
            groups.push_back(normals(random, 16, centre, noiseSd));
        }
        sum += layoutVariance(groups);
    }
    EXPECT_NEAR(sum / experiments, layoutSd * layoutSd, 0.02 * layoutSd * layoutSd);
}

// The whole chain from rounds to the interval, with a layout effect that differs by worker.
TEST(Coverage, RatioOverWorkersBeforeTheFloor)
{
    std::mt19937_64 random(6);
    constexpr double truth = 0.25;
    constexpr int runs = 10000;
    int covered = 0;
    for (int i = 0; i < runs; ++i) {
        std::vector<WorkerRounds> workers;
        for (const double layout : normals(random, 8, 0, 0.01)) {
            WorkerRounds worker{int(workers.size()), {}};
            for (int r = 0; r < 16; ++r) {
                worker.rounds.push_back(roundOf(random, truth + layout));
            }
            workers.push_back(std::move(worker));
        }
        const auto found = estimate(summarise(workers, 0, 1, GateRules{}, TimeSource::Host), 0);
        ASSERT_TRUE(found);
        covered += std::fabs(found->logRatio - truth) <= found->reported ? 1 : 0;
    }
    EXPECT_NEAR(double(covered) / runs, 0.95, points);
}
