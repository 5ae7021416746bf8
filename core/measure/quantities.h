// From the figures of a kernel to results: intervals over seeds, and ratios of figures.
#pragma once

#include "kernels/kernel.h"
#include "measure/results/results.h"

namespace touchstone::measure {

// With its interval over the seeds.
QualityResult qualityResult(const kernels::Quality &figure);

// quantityRatio() of both variants, above 1 where the technique is better; one ratio for each
// setting of its parameters that both variants have.
std::vector<RatioResult> quantityRatios(const kernels::Comparison &comparison,
                                        const std::vector<kernels::Quality> &figures);

}  // namespace touchstone::measure
