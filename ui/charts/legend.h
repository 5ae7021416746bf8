// The legend: every mark and line of the chart with its name, wrapped into rows.
#pragma once

#include "charts/chart_colours.h"
#include "charts/drawing.h"

namespace touchstone::ui {

// Starts at `at` (top left), wraps at `width`; returns the y below the last row.
double drawLegend(const compare::ChartSpec &spec, const ChartStyle &style, int pixels,
                  const QPointF &at, double width, Drawing &drawing);

QColor guideColour(const compare::GuideLine &guide, const ChartColours &colours);

}  // namespace touchstone::ui
