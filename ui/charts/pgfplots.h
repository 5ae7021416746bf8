// ChartSpec -> LaTeX: the chart for pgfplots and its table for booktabs.
#pragma once

#include "charts/chart_export.h"

namespace touchstone::ui {

// A fragment for \input; comments at its top list the packages that it needs.
QString toLatex(const compare::ChartSpec &spec, const ChartStyle &style);

}  // namespace touchstone::ui
