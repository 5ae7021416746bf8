// Colours of charts. Claim and measurement, and up to seven curves, are distinguishable with every
// kind of colour vision (Okabe and Ito, "Color Universal Design", 2008); each also has its own
// mark.
#pragma once

#include "charts/chart_export.h"

#include <QColor>

namespace touchstone::ui {

struct ChartColours {
    QColor background, text, muted, axis, grid;
    QColor claim, measured, baseline, naive, limit;
    QVector<QColor> curves;  // for several measured series; the first is `measured`
};

const ChartColours &chartColours(ChartTheme theme);
// Of a bar that counts claims; what has no kernel yet is as pale as the grid.
QColor outcomeColour(compare::Outcome outcome, const ChartColours &colours);

}  // namespace touchstone::ui
