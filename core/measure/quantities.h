// From the figures of a kernel to results: intervals over seeds, and ratios of figures.
#pragma once

#include "kernels/kernel.h"
#include "measure/results/results.h"

namespace touchstone::measure {

// The interval is the t interval over the seeds where there are at least two.
QualityResult qualityResult(const kernels::Quality &figure);

// The ratio of one quantity, above 1 where the technique is better; one ratio for each setting of its parameters that both
// variants have. Seeds are paired: the interval is that of the mean logarithm of the ratios seed by
// seed. Without seeds it is the widest that the intervals of both figures allow. Figures that are
// not positive give no ratio.
std::vector<RatioResult> quantityRatios(const kernels::Comparison &comparison,
                                        const std::vector<kernels::Quality> &figures);

}  // namespace touchstone::measure
