// Handmade specs of every kind: drawing is tested without papers, runs or a vocabulary.
#pragma once

#include "compare/chart_spec.h"

namespace touchstone::samples {

// `points`: how many claims, points or sizes; 0 gives the empty chart of that kind.
compare::ChartSpec chart(compare::ChartKind kind, int points);

// Names that break LaTeX, XML, CSV, Markdown or a layout when they are not escaped.
compare::ChartSpec hostileChart();

}  // namespace touchstone::samples
