// What the writers of the export formats share.
#pragma once

#include "charts/chart_export.h"

namespace touchstone::ui {

// Under this key a PNG holds what it was made of, as JSON.
inline const QString embeddedSpecKey = QStringLiteral("touchstone-chart");

// The table with every cell in the language or languages of the style, for all formats.
compare::ChartTable tableIn(const compare::ChartSpec &spec, const ChartStyle &style);

}  // namespace touchstone::ui
