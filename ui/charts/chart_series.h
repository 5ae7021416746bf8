// The series of a spec as series of a QChart: marks, curves and their bands.
#pragma once

#include "charts/plot.h"

QT_BEGIN_NAMESPACE
class QAbstractAxis;
class QAreaSeries;
class QBarSet;
class QLineSeries;
QT_END_NAMESPACE

namespace touchstone::ui {

// What the QChart, which owns them, has of one series of the spec.
struct DrawnSeries {
    QVector<QAbstractSeries *> marks;
    QVector<QLineSeries *> line;  // pieces within the axes
    QAreaSeries *band = nullptr;
    QBarSet *bars = nullptr;
    QVector<double> lengths;  // of the bars, from the lowest line up
};

// Adds all series and joins them to both axes. Curves are cut at the range and reduced to the
// visible resolution: an SVG does not clip.
QVector<DrawnSeries> addSeries(const Plot &plot, QAbstractAxis *x, QAbstractAxis *y);

// After the range has changed: curves at their new resolution, without cutting, which QChart does
// on a screen.
void updateCurves(const Plot &plot, const QVector<DrawnSeries> &all);

void showSeries(const DrawnSeries &series, bool visible);

}  // namespace touchstone::ui
