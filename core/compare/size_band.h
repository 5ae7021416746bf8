// The band over what the paper leaves open: dimensions of the shape, and variants that are values
// of a knob.
#pragma once

#include "compare/comparison.h"

#include <functional>

namespace touchstone::compare {

// The size of a dimension; nullopt where the shape has no such dimension.
std::optional<double> sizeIn(const measure::Sizes &sizes, const std::string &dimension);

// What is shown of a ratio, and whether the claim would hold at it.
struct RatioFigure {
    QString unit;                                                // "x" or "%"
    std::function<double(const measure::RatioResult &)> figure;  // NaN: none
    std::function<bool(double)> holds;                           // empty: the claim gives nothing
};
RatioFigure factorFigure(const std::optional<Claimed> &claimed);

// Over the ratios that differ from the shown one in the knobs alone: in dimensions that they name,
// and in variants where a knob's pairs hold the shown ones. In all runs of its machine, device and
// threads; where two hold one setting, the first run counts.
std::optional<Band> bandOfSizes(const QVector<const RunInput *> &runs, const RunInput &shownRun,
                                const measure::RatioResult &shown,
                                const QVector<KernelClaim::Knob> &knobs, const RatioFigure &as);

}  // namespace touchstone::compare
