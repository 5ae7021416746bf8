// What the writers of the export formats share.
#pragma once

#include "charts/chart_scene.h"

#include <QImage>

namespace touchstone::ui {

// Under this key a PNG holds what it was made of, as JSON.
inline const QString embeddedSpecKey = QStringLiteral("touchstone-chart");
// The same, the name of the file attached to a PDF.
inline const QString attachedSpecName = QStringLiteral("touchstone-chart.json");

// The table with every cell in the language or languages of the style, for all formats.
compare::ChartTable tableIn(const compare::ChartSpec &spec, const ChartStyle &style);

// scale: pixels of the image a logical pixel. Errors: Unsupported where it would be too large.
Result<QImage> toImage(ChartScene &scene, int scale);

}  // namespace touchstone::ui
