// What the writers of the export formats share.
#pragma once

#include "charts/chart_export.h"

namespace touchstone::ui {

// The table with every cell in the language or languages of the style, for all formats.
compare::ChartTable tableIn(const compare::ChartSpec &spec, const ChartStyle &style);

}  // namespace touchstone::ui
