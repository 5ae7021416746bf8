// Drawing -> SVG 1.1: text stays text, every mark is a separate element, the spec is embedded.
#pragma once

#include "charts/chart_export.h"
#include "charts/drawing.h"

#include <QByteArray>

namespace touchstone::ui {

QByteArray toSvg(const Drawing &drawing, const compare::ChartSpec &spec, const ChartStyle &style);

}  // namespace touchstone::ui
