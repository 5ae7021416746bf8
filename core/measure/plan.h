// How much is measured: calls per batch, rounds per worker, workers per run, and the order in a
// round.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace touchstone::measure {

constexpr int plannedWorkers = 8;
constexpr int plannedRounds = 24;  // of 4 ms: with 16 the median half-width came to 1 % here
constexpr int roundsPerBlock = 4;  // buffers move between blocks
// Buffers of the size of the last cache that one variant has for itself: where the system put their
// small pages moved identical code by 2.4 % on average (3.3 % with a core busy), and single
// measurements by up to 3.5 %; on huge pages by 0.1 % (tests/benchmarks/measure_trust.sh). The
// floor of ratios whose shape fills a quarter of that cache, unless it lies on huge pages.
constexpr double cacheBufferFloor = 0.035;
constexpr double cacheShareWithFloor = 0.25;
constexpr double targetHalfWidth = 0.005;  // of ln ratio, before the floor

// Calls whose batch lasts at least shortestNs; at least 1.
long callsFor(double nsPerCall, double shortestNs);
// Untimed calls before a hot batch, after the buffers have left the caches (Workload::settle): half
// a batch, and at least one whole call, which touches all that the variant needs. Calls alone are
// not enough. A variant whose neighbours read the same buffers finds some of them in the caches,
// one with buffers of its own finds none, and near the size of the last cache that lasts: with
// buffers as large as it, equal code was 14 % slower here after one call and 9 % after four; from
// evicted buffers 2 to 3 %.
long warmingCalls(long callsOfBatch);
// The shortest batch that can be trusted: 1 ms, 1000 ticks of the clock, and 100 times what a
// launch and its wait cost, so that launching stays below 1 %.
double shortestBatchNs(double tickNs, double launchNs);

// What a worker costs, from calibration.
struct WorkerCost {
    double fixedSeconds = 0;  // start, preparation, warm-up, recheck
    double roundSeconds = 0;  // one round of every shape
};

struct RunPlan {
    int workers = plannedWorkers;  // first look
    int rounds = plannedRounds;
    std::vector<int> looks;  // numbers of workers at which the width is looked at, ascending
    std::string reduction;   // "" or what the budget made smaller
};
// Keeps eight workers as long as the budget allows and gives up rounds first: differences between
// processes are the larger part of the spread.
RunPlan planFor(double budgetSeconds, const WorkerCost &cost);

// Orders for one worker: each a random row of the Williams square followed by its reverse, which
// for two variants is ABBA or BAAB.
std::vector<std::size_t> orderOfRound(const std::vector<std::vector<std::size_t>> &rows,
                                      std::mt19937_64 &random);

}  // namespace touchstone::measure
