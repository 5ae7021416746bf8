// From raw rounds to the lists of a KernelResult.
#pragma once

#include "kernel_run.h"

namespace touchstone::measure {

GateRules gateFor(const RunSettings &settings);

// Fills variants, ratios and quality of result, and sets its status to Noisy or Invalid where a
// ratio says so.
void assemble(const kernels::Kernel &kernel, const RunSettings &settings, const Session &session,
              const Measurement &measurement, KernelResult &result);

// A timed comparison over the shapes of each of its groups, for live display and the stop rule; no
// estimate as long as fewer than two workers are usable.
struct GroupEstimate {
    PairSummary pair;
    std::optional<Estimate> estimate;
};
std::vector<GroupEstimate> groupEstimates(const kernels::Kernel &kernel,
                                          const RunSettings &settings,
                                          const Measurement &measurement,
                                          const kernels::Comparison &comparison, double floor);

}  // namespace touchstone::measure
