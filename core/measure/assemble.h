// From raw rounds to the lists of a KernelResult.
#pragma once

#include "kernel_run.h"

namespace touchstone::measure {

GateRules gateFor(const RunSettings &settings);

// Fills variants, ratios and quality of result, and sets its status to Noisy or Invalid where a
// ratio says so.
void assemble(const kernels::Kernel &kernel, const RunSettings &settings, const Session &session,
              const Measurement &measurement, KernelResult &result);

// The first timed comparison over all shapes, for live display and the stop rule: nullopt as long
// as fewer than two workers are usable.
std::optional<Estimate> overallEstimate(const kernels::Kernel &kernel, const RunSettings &settings,
                                        const Measurement &measurement,
                                        const kernels::Comparison &comparison, double floor,
                                        PairSummary *summary = nullptr);

}  // namespace touchstone::measure
