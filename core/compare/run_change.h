// How the figure of a run differs from that of an earlier run.
#pragma once

#include "compare/verdict.h"

namespace touchstone::compare {

enum class Change { Better, Worse, NotTold };

struct RunChange {
    // Of ratios the later over the earlier one, of differences the later minus the earlier one,
    // with a 95 % interval.
    double value = 0, low = 0, high = 0;
    Change change = Change::NotTold;
};

// Both ratios were taken in pairs within their own run, each with an interval of its logarithm that
// has the layout floor in it. The runs are independent, so the half-widths of the logarithms add in
// quadrature; the ratios differ where that interval excludes 1 and the factor is beyond the margin
// of equivalence. nullopt: a ratio is noisy, invalid or without an interval.
std::optional<RunChange> changeBetween(const measure::RatioResult &earlier,
                                       const measure::RatioResult &later);
// The same of improvements in quality: where the interval excludes 0.
std::optional<RunChange> changeBetween(const QualityDifference &earlier,
                                       const QualityDifference &later);

}  // namespace touchstone::compare
