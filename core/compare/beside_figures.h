// What the shown run holds beside the figure that answers a claim, as the kernel's entry asks.
#pragma once

#include "compare/comparison.h"

namespace touchstone::compare {

// Both want a row with a measured ratio of `run`.

// The figure of the technique with the parameters that the entry names, at the sizes of the ratio
// where it has those; the first of several, as the kernel lists its usual setting first. With it,
// what is lost at the other values of the knob.
void addLoss(ComparisonRow &row, const KernelClaim &entry, const RunInput &run);

// The entry's other ratios: on the shape of the shown one where the run has it, else over all
// shapes.
void addBeside(ComparisonRow &row, const KernelClaim &entry, const RunInput &run);

}  // namespace touchstone::compare
