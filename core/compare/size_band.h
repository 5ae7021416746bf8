// The band over a dimension of the shape that the paper leaves open.
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

// Over the shapes that differ from the shown one in that dimension alone, in all runs of its
// machine, device and threads; where two hold one shape, the first run counts.
std::optional<Band> bandOfSizes(const QVector<const RunInput *> &runs, const RunInput &shownRun,
                                const measure::RatioResult &shown, const KernelClaim::Knob &knob,
                                const RatioFigure &as);

}  // namespace touchstone::compare
