// What the writers of the export formats share.
#pragma once

#include "charts/chart_export.h"

namespace touchstone::ui {

// The table with every cell as the style wants it, so that "both languages" works for all formats.
compare::ChartTable tableIn(const compare::ChartSpec &spec, const ChartStyle &style);

// Writes whole or not at all; errors name the file and the way on.
Result<> writeWhole(const QString &path, const QByteArray &bytes);

}  // namespace touchstone::ui
