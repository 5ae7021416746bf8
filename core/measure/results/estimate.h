// From rounds to a ratio with its interval and verdict (measuring.md, points 2 to 5 and 7).
#pragma once

#include "measure/results/results.h"
#include "measure/results/samples.h"

#include <map>

namespace touchstone::measure {

// All rounds of one worker on one shape.
struct WorkerRounds {
    int worker = 0;
    std::vector<Round> rounds;
};

// What the rounds say about one pair: ln(time of a / time of b) per worker.
struct PairSummary {
    std::map<int, double> byWorker;               // median over the kept rounds of a worker
    std::vector<std::vector<double>> keptRatios;  // by worker: its kept rounds
    int rounds = 0, kept = 0;
};
// Rounds::All takes disturbed rounds too (they still do not count as kept): the only figure that a
// machine without a quiet moment allows, and always NOISY.
enum class Rounds { Kept, All };
PairSummary summarise(const std::vector<WorkerRounds> &workers, std::size_t a, std::size_t b,
                      const GateRules &gate, TimeSource source, Rounds rounds = Rounds::Kept);
// Mean of the logarithms over shapes, worker by worker; workers that lack a shape are left out.
PairSummary geometricMean(const std::vector<PairSummary> &shapes);

struct Estimate {
    double logRatio = 0;
    double width = 0;     // half-width of the 95 % t interval over workers, before the floor
    double reported = 0;  // sqrt(width^2 + floor^2)
    int workers = 0;
};
// nullopt with fewer than two usable workers. floor: relative, e.g. 0.01.
std::optional<Estimate> estimate(const PairSummary &pair, double floor);

// Layout floor (measuring.md, point 3) from pairs of identical code: the least F with which 95 % of
// them lie within their own sqrt(width^2 + F^2). Noise that the width covers already does not count
// a second time, or a restless machine would widen every later interval twice. pairs: not empty.
double layoutFloor(const std::vector<Estimate> &pairs);

struct Bounds {
    std::optional<double> limit;  // of the ratio
    bool belowFastest = false;    // a time below 0.9 of what the probed machine can do
};
RatioResult toRatio(const PairSummary &pair, const Estimate &estimate, double floor,
                    const Bounds &bounds);

}  // namespace touchstone::measure
