// The runs that a chart over problem sizes shows.
#pragma once

#include "compare/comparison.h"
#include "compare/size_scale.h"

namespace touchstone::compare {

SizeLine lineOf(const measure::RatioResult &ratio);
// A ratio of one shape whose dimensions were stored; older results have only a label.
bool hasSize(const measure::RatioResult &ratio);
QString kernelWithMostSizes(const QVector<RunInput> &runs);  // "" = no run has sizes
// For each machine, device and thread count the run with the most sizes; the best among equals.
QVector<const RunInput *> mostSizedRuns(const QVector<RunInput> &runs, const QString &kernel);
// Runs from before sizes were stored cannot be placed on the axis. kernel: "" = any.
qsizetype runsWithoutSizes(const QVector<RunInput> &runs, const QString &kernel);

}  // namespace touchstone::compare
