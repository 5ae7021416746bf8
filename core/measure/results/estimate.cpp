#include "measure/results/estimate.h"

#include "measure/results/statistics.h"

#include <algorithm>
#include <cmath>

namespace touchstone::measure {

namespace {

constexpr double keptShareNeeded = 0.7;
// A worker counts when at least this share of its rounds survived the gate.
constexpr double usableShare = 0.25;
constexpr double tostLevel = 0.05;

std::vector<double> valuesOf(const PairSummary &pair)
{
    std::vector<double> values;
    for (const auto &[worker, value] : pair.byWorker) {
        values.push_back(value);
    }
    return values;
}

bool equivalent(const PairSummary &pair, const Estimate &estimate, double floor)
{
    const std::vector<double> values = valuesOf(pair);
    // The floor widens the standard error as it widens the interval: as a 95 % half-width.
    const int degrees = int(values.size()) - 1;
    const double sampling = standardDeviation(values) / std::sqrt(double(values.size()));
    const double layout = floor / tQuantile(0.975, degrees);
    const double standardError = std::hypot(sampling, layout);
    return standardError > 0
           && tostProbability(estimate.logRatio, standardError, degrees, equivalenceMargin)
                      < tostLevel;
}

RatioVerdict verdictOf(const PairSummary &pair, const Estimate &estimate, double floor,
                       const Bounds &bounds)
{
    const double low = estimate.logRatio - estimate.reported;
    const double high = estimate.logRatio + estimate.reported;
    if (bounds.belowFastest) {
        return RatioVerdict::Invalid;
    }
    // Before the limit: noise alone can carry a ratio beyond it.
    if (pair.kept < keptShareNeeded * pair.rounds) {
        return RatioVerdict::Noisy;
    }
    if (bounds.limit && low > std::log(*bounds.limit) + rateSlack) {
        return RatioVerdict::Invalid;
    }
    if (!tellsSpread(valuesOf(pair))) {
        return RatioVerdict::Unresolved;
    }
    if (low > 0) {
        return RatioVerdict::Faster;
    }
    if (high < 0) {
        return RatioVerdict::Slower;
    }
    return equivalent(pair, estimate, floor) ? RatioVerdict::Equivalent : RatioVerdict::Unresolved;
}

}  // namespace

PairSummary summarise(const std::vector<WorkerRounds> &workers, std::size_t a, std::size_t b,
                      const GateRules &gate, TimeSource source, Rounds rounds)
{
    PairSummary out;
    for (const WorkerRounds &worker : workers) {
        const std::vector<bool> kept = keptRounds(worker.rounds, a, b, gate);
        std::vector<double> ratios;
        for (std::size_t i = 0; i < kept.size(); ++i) {
            out.kept += kept[i] ? 1 : 0;
            if (kept[i] || rounds == Rounds::All) {
                ratios.push_back(logRatio(worker.rounds[i], a, b, source));
            }
        }
        out.rounds += int(kept.size());
        if (!ratios.empty() && double(ratios.size()) >= usableShare * double(kept.size())) {
            out.byWorker[worker.worker] = median(ratios);
            out.keptRatios.push_back(std::move(ratios));
        }
    }
    return out;
}

PairSummary geometricMean(const std::vector<PairSummary> &shapes)
{
    PairSummary out;
    for (const PairSummary &shape : shapes) {
        out.rounds += shape.rounds;
        out.kept += shape.kept;
    }
    for (const auto &[worker, first] : shapes.front().byWorker) {
        double sum = 0;
        const bool everywhere =
                std::all_of(shapes.begin(), shapes.end(), [&, id = worker](const auto &shape) {
                    const auto found = shape.byWorker.find(id);
                    sum += found == shape.byWorker.end() ? 0 : found->second;
                    return found != shape.byWorker.end();
                });
        if (everywhere) {
            out.byWorker[worker] = sum / double(shapes.size());
        }
    }
    return out;
}

std::optional<Estimate> estimate(const PairSummary &pair, double floor)
{
    const std::vector<double> values = valuesOf(pair);
    if (values.size() < 2) {
        return std::nullopt;
    }
    Estimate out;
    out.logRatio = mean(values);
    out.width = tInterval(values).halfWidth();
    out.reported = std::hypot(out.width, floor);
    out.workers = int(values.size());
    return out;
}

double layoutFloor(const std::vector<Estimate> &pairs)
{
    constexpr double covered = 0.95;
    std::vector<double> needed;
    for (const Estimate &pair : pairs) {
        const double beyond = pair.logRatio * pair.logRatio - pair.width * pair.width;
        needed.push_back(std::sqrt(std::max(0.0, beyond)));
    }
    return percentile(std::move(needed), covered);
}

RatioResult toRatio(const PairSummary &pair, const Estimate &estimate, double floor,
                    const Bounds &bounds)
{
    RatioResult out;
    out.ratio = std::exp(estimate.logRatio);
    out.low = std::exp(estimate.logRatio - estimate.reported);
    out.high = std::exp(estimate.logRatio + estimate.reported);
    out.floor = floor;
    out.rounds = pair.rounds;
    out.kept = pair.kept;
    out.workers = estimate.workers;
    out.limit = bounds.limit;
    out.verdict = verdictOf(pair, estimate, floor, bounds);
    return out;
}

}  // namespace touchstone::measure
