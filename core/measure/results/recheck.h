// A result computed again from the samples that it holds, by the code that measures.
#pragma once

#include "measure/results/results.h"

namespace touchstone::measure {

// What of the result does not follow from its own samples, figures and the probes of its bundle, in
// one sentence; nullopt when all of it does: medians, ratios with their intervals, rounds and
// verdicts, figures over seeds, and that no time is shorter than the machine allows. Differences
// that decimals of a file can make are let pass.
std::optional<Text> contradiction(const KernelResult &result, const Bundle &bundle);

}  // namespace touchstone::measure
