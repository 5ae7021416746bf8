#include "plan.h"

#include <algorithm>
#include <cmath>

namespace touchstone::measure {

namespace {

constexpr int fewestWorkers = 3;
constexpr int fewestRounds = 4;
constexpr double trustedBatchNs = 1e6;
constexpr double ticksPerBatch = 1000;
constexpr double launchesPerBatch = 100;

double seconds(const WorkerCost &cost, int workers, int rounds)
{
    return workers * (cost.fixedSeconds + rounds * cost.roundSeconds);
}

}  // namespace

long callsFor(double nsPerCall, double shortestNs)
{
    constexpr double most = 1e9;
    return std::max(1L, long(std::ceil(std::min(most, shortestNs / std::max(nsPerCall, 1e-3)))));
}

long warmingCalls(long callsOfBatch)
{
    return (callsOfBatch + 1) / 2;
}

double shortestBatchNs(double tickNs, double launchNs)
{
    return std::max({trustedBatchNs, ticksPerBatch * tickNs, launchesPerBatch * launchNs});
}

RunPlan planFor(double budget, const WorkerCost &cost)
{
    RunPlan plan;
    if (seconds(cost, plan.workers, plan.rounds) > budget) {
        const double perWorker = budget / plan.workers - cost.fixedSeconds;
        plan.rounds = std::clamp(int(perWorker / std::max(cost.roundSeconds, 1e-9)), fewestRounds,
                                 plannedRounds);
        const double oneWorker = seconds(cost, 1, plan.rounds);
        plan.workers = std::clamp(int(budget / oneWorker), fewestWorkers, plannedWorkers);
        plan.reduction = std::to_string(plan.workers) + " workers of " + std::to_string(plan.rounds)
                         + " rounds instead of " + std::to_string(plannedWorkers) + " of "
                         + std::to_string(plannedRounds) + ": the budget is too small";
    }
    for (const int look : {plannedWorkers, 12, 16, 24, 32}) {
        const bool affordable = seconds(cost, look, plan.rounds) <= budget;
        if (look > plan.workers && affordable) {
            plan.looks.push_back(look);
        }
    }
    plan.looks.insert(plan.looks.begin(), plan.workers);
    return plan;
}

std::vector<std::size_t> orderOfRound(const std::vector<std::vector<std::size_t>> &rows,
                                      std::mt19937_64 &random)
{
    std::vector<std::size_t> order = rows[random() % rows.size()];
    order.insert(order.end(), order.rbegin(), order.rend());
    return order;
}

}  // namespace touchstone::measure
