// Plan, gate, estimate, limits: the rules between raw rounds and a verdict.
#include "measure/plan.h"
#include "measure/results/estimate.h"
#include "measure/results/roofline.h"
#include "measure/results/statistics.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace touchstone::measure;

namespace {

Round roundOf(double a, double b, long switches = 0, double cpuShare = 1)
{
    const auto sample = [&](std::size_t variant, double ns) {
        return Sample{variant, ns, cpuShare * ns, switches, std::nullopt};
    };
    return {sample(0, a), sample(1, b), sample(1, b), sample(0, a)};
}

std::vector<WorkerRounds> workersWith(const std::vector<double> &logRatios)
{
    std::vector<WorkerRounds> workers;
    workers.reserve(logRatios.size());
    for (const double ratio : logRatios) {
        workers.push_back(
                {int(workers.size()), std::vector<Round>(16, roundOf(1e6 * std::exp(ratio), 1e6))});
    }
    return workers;
}

RatioResult resultOf(const std::vector<double> &logRatios, double floor, const Bounds &bounds = {})
{
    const auto pair = summarise(workersWith(logRatios), 0, 1, GateRules{}, TimeSource::Host);
    const auto found = estimate(pair, floor);
    EXPECT_TRUE(found);
    return toRatio(pair, *found, floor, bounds);
}

}  // namespace

TEST(Plan, HalfABatchWarmsTheCaches)
{
    EXPECT_EQ(warmingCalls(1), 1);
    EXPECT_EQ(warmingCalls(24), 12);
    EXPECT_EQ(warmingCalls(25), 13);
}

TEST(Plan, BatchesLastAMillisecondAndAThousandTicks)
{
    EXPECT_EQ(callsFor(1000, shortestBatchNs(20, 0)), 1000);
    EXPECT_EQ(callsFor(3e6, shortestBatchNs(20, 0)), 1);
    EXPECT_EQ(shortestBatchNs(20, 0), 1e6);
    EXPECT_EQ(shortestBatchNs(1e4, 0), 1e7);     // a coarse clock
    EXPECT_EQ(shortestBatchNs(20, 50000), 5e6);  // a slow launch: below 1 % of the batch
    EXPECT_GE(callsFor(0, 1e6), 1);
}

TEST(Plan, EnoughBudgetGivesEightWorkersAndLaterLooks)
{
    const RunPlan plan = planFor(100, {0.5, 0.05});
    EXPECT_EQ(plan.workers, 8);
    EXPECT_EQ(plan.rounds, plannedRounds);
    EXPECT_TRUE(plan.reduction.empty());
    EXPECT_EQ(plan.looks, (std::vector<int>{8, 12, 16, 24, 32}));
}

TEST(Plan, SmallBudgetGivesUpRoundsBeforeWorkersAndSaysSo)
{
    const RunPlan fewerRounds = planFor(10, {0.25, 0.1});
    EXPECT_EQ(fewerRounds.workers, 8);
    EXPECT_EQ(fewerRounds.rounds, 10);
    EXPECT_NE(fewerRounds.reduction.find("8 workers of 10 rounds"), std::string::npos);
    const RunPlan fewerWorkers = planFor(10, {1, 0.25});
    EXPECT_EQ(fewerWorkers.rounds, 4);
    EXPECT_EQ(fewerWorkers.workers, 5);
    const RunPlan least = planFor(0.1, {10, 10});
    EXPECT_EQ(least.workers, 3);
    EXPECT_EQ(least.rounds, 4);
    EXPECT_EQ(least.looks, std::vector<int>{3});
}

TEST(Plan, TwoVariantsAreOrderedAbbaOrBaab)
{
    std::mt19937_64 random(1);
    const auto rows = williamsSquare(2);
    int abba = 0;
    for (int i = 0; i < 1000; ++i) {
        const auto order = orderOfRound(rows, random);
        const bool first = order == std::vector<std::size_t>{0, 1, 1, 0};
        EXPECT_TRUE(first || order == (std::vector<std::size_t>{1, 0, 0, 1}));
        abba += first ? 1 : 0;
    }
    EXPECT_NEAR(abba, 500, 100);
}

TEST(Gate, DropsSwitchesAndLostTime)
{
    const GateRules one;
    EXPECT_FALSE(disturbed({0, 1e6, 1e6, 0, {}}, one, 1));
    EXPECT_TRUE(disturbed({0, 1e6, 1e6, 1, {}}, one, 1));
    EXPECT_TRUE(disturbed({0, 1e6, 0.97e6, 0, {}}, one, 1));
    EXPECT_FALSE(disturbed({0, 1e6, 0.99e6, 0, {}}, one, 1));
    // One switch in 100 ms no longer shows; lost time still does.
    EXPECT_FALSE(disturbed({0, 1e8, 1e8, 5, {}}, one, 1));
    EXPECT_TRUE(disturbed({0, 1e8, 0.9e8, 5, {}}, one, 1));
}

TEST(Gate, SeveralThreadsAreHeldAgainstTheirUsualUse)
{
    const GateRules four{4, false};
    EXPECT_FALSE(disturbed({0, 1e6, 3e6, 0, {}}, four, 3.1));
    EXPECT_TRUE(disturbed({0, 1e6, 2.5e6, 0, {}}, four, 3.1));
}

TEST(Gate, WaitingForADeviceIsNoLoss)
{
    const GateRules device{1, true};
    EXPECT_FALSE(disturbed({0, 1e6, 1e4, 0, {}}, device, 1));
    EXPECT_TRUE(disturbed({0, 1e6, 1e4, 2, {}}, device, 1));
}

TEST(Gate, IsBlindToDirection)
{
    // Slow and fast rounds alike are kept as long as nothing disturbed them.
    const std::vector<Round> rounds{roundOf(1e6, 1e6), roundOf(9e6, 1e6), roundOf(1e6, 9e6),
                                    roundOf(1e6, 1e6, 1), roundOf(1e6, 1e6, 0, 0.9)};
    EXPECT_EQ(keptRounds(rounds, 0, 1, {}), (std::vector<bool>{true, true, true, false, false}));
}

TEST(Estimate, DriftFallsOutOfARound)
{
    // Each batch is 10 % slower than the one before; A B B A cancels it to second order.
    Round round = roundOf(1e6, 1e6);
    for (std::size_t i = 0; i < round.size(); ++i) {
        round[i].wallNs *= 1 + 0.1 * double(i);
    }
    EXPECT_NEAR(logRatio(round, 0, 1, TimeSource::Host), 0, 1e-12);
}

TEST(Estimate, RatioAndWidthOverWorkers)
{
    const std::vector<double> values{0.28, 0.30, 0.32, 0.29, 0.31, 0.30, 0.30, 0.30};
    const RatioResult result = resultOf(values, 0.01);
    const double width = tInterval(values).halfWidth();
    EXPECT_NEAR(std::log(result.ratio), 0.30, 1e-12);
    EXPECT_NEAR(std::log(result.high), 0.30 + std::hypot(width, 0.01), 1e-12);
    EXPECT_EQ(result.workers, 8);
    EXPECT_EQ(result.kept, 128);
    EXPECT_EQ(result.verdict, RatioVerdict::Faster);
}

TEST(Estimate, Verdicts)
{
    const auto same = [](double x) { return std::vector<double>(8, x); };
    const std::vector<double> wide{-0.3, 0.3, -0.2, 0.2, 0.1, -0.1, 0.25, -0.2};
    EXPECT_EQ(resultOf(same(-0.2), 0.01).verdict, RatioVerdict::Slower);
    EXPECT_EQ(resultOf(same(0.004), 0.01).verdict, RatioVerdict::Equivalent);
    EXPECT_EQ(resultOf(wide, 0.01).verdict, RatioVerdict::Unresolved);
    // Nothing is claimed below the floor, however narrow the interval.
    EXPECT_EQ(resultOf(same(0.009), 0.01).verdict, RatioVerdict::Equivalent);
    EXPECT_EQ(resultOf(same(0.029), 0.03).verdict, RatioVerdict::Unresolved);
    EXPECT_EQ(resultOf(same(1.0), 0.01, {2.0, false}).verdict, RatioVerdict::Invalid);
    EXPECT_EQ(resultOf(same(0.1), 0.01, {2.0, false}).verdict, RatioVerdict::Faster);
    // A little beyond the limit the rates differ; more is skipped work.
    EXPECT_EQ(resultOf(same(0.75), 0.01, {2.0, false}).verdict, RatioVerdict::Faster);
    EXPECT_EQ(resultOf(same(0.82), 0.01, {2.0, false}).verdict, RatioVerdict::Invalid);
    EXPECT_EQ(resultOf(same(0.1), 0.01, {{}, true}).verdict, RatioVerdict::Invalid);
}

TEST(Estimate, LayoutFloorIsWhatWidthsDoNotExplain)
{
    const auto pairs = [](double logRatio, double width) {
        Estimate pair;
        pair.logRatio = logRatio;
        pair.width = width;
        return std::vector<Estimate>(20, pair);
    };
    EXPECT_EQ(layoutFloor(pairs(0.03, 0.04)), 0);  // noise alone
    EXPECT_NEAR(layoutFloor(pairs(-0.05, 0.04)), 0.03, 1e-12);
    EXPECT_NEAR(layoutFloor(pairs(0.02, 0)), 0.02, 1e-12);
    // One pair of forty may lie outside; three may not.
    std::vector<Estimate> mixed(40, Estimate{0.001, 0.002, 0.002, 8});
    mixed[7].logRatio = 0.05;
    EXPECT_EQ(layoutFloor(mixed), 0);
    mixed[8].logRatio = mixed[9].logRatio = 0.05;
    EXPECT_NEAR(layoutFloor(mixed), 0.05, 1e-4);
}

TEST(Estimate, FewKeptRoundsAreNoisy)
{
    auto workers = workersWith(std::vector<double>(8, 0.3));
    for (WorkerRounds &worker : workers) {
        for (std::size_t i = 0; i < 6; ++i) {
            worker.rounds[i] = roundOf(1e6, 1e6, 3);
        }
    }
    const auto pair = summarise(workers, 0, 1, GateRules{}, TimeSource::Host);
    EXPECT_EQ(pair.kept, 80);
    const auto found = estimate(pair, 0.01);
    ASSERT_TRUE(found);
    EXPECT_EQ(toRatio(pair, *found, 0.01, {}).verdict, RatioVerdict::Noisy);
}

// Two equal values would give an interval of no width, and any ratio would be resolved.
TEST(Estimate, TwoWorkersWithoutSpreadResolveNothing)
{
    for (const double ratio : {0.3, -0.3, 0.004}) {
        EXPECT_EQ(resultOf({ratio, ratio}, 0.01).verdict, RatioVerdict::Unresolved);
    }
    EXPECT_EQ(resultOf({0.3, 0.3, 0.3}, 0.01).verdict, RatioVerdict::Faster);
    EXPECT_EQ(resultOf({0.300, 0.3001}, 0.01).verdict, RatioVerdict::Faster);
    const touchstone::Text sentence = verdictSentence(resultOf({0.3, 0.3}, 0.01));
    EXPECT_NE(sentence.en.find("too few"), std::string::npos);
    EXPECT_EQ(sentence.en.find("includes 1"), std::string::npos);
}

TEST(Estimate, OneWorkerGivesNoInterval)
{
    const auto pair = summarise(workersWith({0.3}), 0, 1, GateRules{}, TimeSource::Host);
    EXPECT_FALSE(estimate(pair, 0.01));
}

TEST(Estimate, GeometricMeanGoesWorkerByWorker)
{
    const auto pairOf = [](const std::vector<double> &ratios) {
        return summarise(workersWith(ratios), 0, 1, GateRules{}, TimeSource::Host);
    };
    const PairSummary all = geometricMean({pairOf({0.1, 0.2, 0.3}), pairOf({0.3, 0.4})});
    ASSERT_EQ(all.byWorker.size(), 2U);  // the third worker lacks the second shape
    EXPECT_NEAR(all.byWorker.at(0), 0.2, 1e-12);
    EXPECT_NEAR(all.byWorker.at(1), 0.3, 1e-12);
    EXPECT_EQ(all.rounds, 80);
}

TEST(Estimate, DeviceEventsCanBeTheClock)
{
    Round round = roundOf(1e6, 1e6);
    for (Sample &sample : round) {
        sample.deviceNs = sample.variant == 0 ? 2e5 : 1e5;
    }
    EXPECT_NEAR(logRatio(round, 0, 1, TimeSource::Device), std::log(2.0), 1e-12);
}

TEST(Roofline, TimeIsBoundByArithmeticOrByTheLevelOfTheMemory)
{
    const Probes probes{{{"fma_1t_gflops", 100},
                         {"fma_all_gflops", 150},
                         {"read_1t_gbps", 10},
                         {"read_all_gbps", 15},
                         {"read_1t_l1_gbps", 200},
                         {"copy_1t_l1_gbps", 300},
                         {"l1_bytes", 32768},
                         {"l2_bytes", 0},
                         {"l3_bytes", 0}}};
    RooflineQuery query{1e9, 1e6, true, 1e6, 1, false, false};
    EXPECT_DOUBLE_EQ(*fastestNs(probes, query), 1e7);
    query.dense = false;
    EXPECT_DOUBLE_EQ(*fastestNs(probes, query), 1e5);
    query.footprintBytes = 16384;
    EXPECT_DOUBLE_EQ(*fastestNs(probes, query), 1e6 / 300);
    // A little larger than the cache: main memory for the share, the cache for what is possible.
    query.footprintBytes = 65536;
    EXPECT_DOUBLE_EQ(*fastestNs(probes, query), 1e5);
    EXPECT_DOUBLE_EQ(*impossibleBelowNs(probes, query), 0.9 * 1e6 / 300);
    query.cold = true;
    EXPECT_DOUBLE_EQ(*impossibleBelowNs(probes, query), 1e5 / 1.05);
    query.cold = false;
    query.dense = true;
    query.threads = 4;
    EXPECT_DOUBLE_EQ(*fastestNs(probes, query), 1e9 / 150);
    EXPECT_FALSE(fastestNs(Probes{}, query));
}

TEST(Roofline, ACacheIsNoSlowerThanTheMemoryBehindIt)
{
    // The last-level cache of a shared machine, of which others hold most.
    const Probes probes{
            {{"nt_copy_1t_gbps", 18}, {"read_1t_l3_gbps", 12}, {"l3_bytes", 300 * 1048576.0}}};
    const RooflineQuery query{0, 108e6, false, 108e6, 1, false, false};
    EXPECT_DOUBLE_EQ(*fastestNs(probes, query), 108e6 / 18);
    EXPECT_DOUBLE_EQ(*impossibleBelowNs(probes, query), 0.9 * 108e6 / 18);
}

TEST(Roofline, ProductsOfBytesHaveAPeakOfTheirOwn)
{
    Probes probes{{{"fma_1t_gflops", 100}, {"read_1t_gbps", 10}}};
    RooflineQuery query{1e9, 1e6, true, 1e9, 1, false, false, true};
    EXPECT_FALSE(fastestNs(probes, query));  // that of floats says nothing of it
    probes.values["int8_1t_gops"] = 400;
    EXPECT_DOUBLE_EQ(*fastestNs(probes, query), 2.5e6);
    query.int8 = false;
    EXPECT_DOUBLE_EQ(*fastestNs(probes, query), 1e7);
    query.int8 = true;
    query.dense = false;
    EXPECT_DOUBLE_EQ(*fastestNs(probes, query), 1e5);
}

TEST(Roofline, LimitsARatioOnlyNearThePeakOfBothSides)
{
    const auto limit = rooflineLimit({400, 200}, {200, 100});
    ASSERT_TRUE(limit);
    EXPECT_DOUBLE_EQ(*limit, 4);
    EXPECT_TRUE(rooflineLimit({1000, 100}, {1000, 100}));
    EXPECT_FALSE(rooflineLimit({1001, 100}, {200, 100}));  // the baseline is a naive form
    EXPECT_FALSE(rooflineLimit({400, 200}, {1001, 100}));
    EXPECT_FALSE(rooflineLimit({400, 200}, {99, 100}));  // a cache serves the technique
    EXPECT_FALSE(rooflineLimit({400, std::nullopt}, {200, 100}));
    EXPECT_FALSE(rooflineLimit({0, 200}, {200, 100}));  // no time
}

TEST(Roofline, ABoundByWorkGivesWayWhereACacheServesTheTechniqueAlone)
{
    const Probes probes{
            {{"read_1t_gbps", 10}, {"read_1t_l3_gbps", 30}, {"l3_bytes", 32 * 1048576.0}}};
    const RooflineQuery large{0, 80e6, false, 100e6, 1, false, false};
    RooflineQuery small{0, 20e6, false, 100e6, 1, false, false};
    EXPECT_DOUBLE_EQ(limitAcrossLevels(4, probes, large, small), 12);
    EXPECT_DOUBLE_EQ(limitAcrossLevels(20, probes, large, small), 20);  // arithmetic allows more
    EXPECT_DOUBLE_EQ(limitAcrossLevels(2, probes, large, large), 2);    // one level
    EXPECT_DOUBLE_EQ(limitAcrossLevels(1, probes, small, small), 1);
    small.cold = true;
    RooflineQuery coldLarge = large;
    coldLarge.cold = true;
    EXPECT_DOUBLE_EQ(limitAcrossLevels(4, probes, coldLarge, small), 4);
    // Weights of 100 MB that every forward pass reads: as many bytes as they have passes.
    const RooflineQuery many{0, 10e9, false, 100e6, 1, false, false};
    const RooflineQuery few{0, 1e9, false, 100e6, 1, false, false};
    EXPECT_DOUBLE_EQ(limitAcrossLevels(10, probes, many, few), 10);
}

TEST(Roofline, SecondProbesKeepTheFasterRates)
{
    const Probes merged = fasterOf({{{"fma_1t_gflops", 100}, {"timer_ns", 20}}},
                                   {{{"fma_1t_gflops", 90}, {"timer_ns", 30}, {"a_gbps", 5}}});
    EXPECT_EQ(merged.values.at("fma_1t_gflops"), 100);
    EXPECT_EQ(merged.values.at("timer_ns"), 30);
    EXPECT_EQ(merged.values.at("a_gbps"), 5);
}
