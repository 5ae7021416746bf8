// The series of a spec as series of a QChart: marks, curves and their bands.
#pragma once

#include "charts/plot.h"

QT_BEGIN_NAMESPACE
class QAbstractAxis;
class QAbstractSeries;
class QAreaSeries;
class QBarSet;
class QLineSeries;
class QScatterSeries;
QT_END_NAMESPACE

namespace touchstone::ui {

// What the QChart, which owns them, has of one series of the spec.
struct DrawnSeries {
    QScatterSeries *filled = nullptr, *hollow = nullptr;
    QVector<QLineSeries *> line;  // pieces within the axes
    QAreaSeries *band = nullptr;
    QBarSet *bars = nullptr;
    QAbstractAxis *barAxis = nullptr;  // the same for all bars
    QVector<double> lengths;           // of the bars, from the lowest line up
};

// Adds all series and joins them to both axes; their marks and bars are those of the rows. Curves
// are cut at the range and reduced to the visible resolution: an SVG does not clip.
QVector<DrawnSeries> addSeries(const Plot &plot, QAbstractAxis *x, QAbstractAxis *y);

// After the range has changed: curves at their new resolution, without cutting, which QChart does
// on a screen.
void updateCurves(const Plot &plot, const QVector<DrawnSeries> &all);

// After the rows or the range have changed: marks and bars in the rows. Bars change too where a
// series is hidden.
void updateBars(const Plot &plot, const QVector<DrawnSeries> &all);
void updateMarks(const Plot &plot, const QVector<DrawnSeries> &all);

// All but its bars: see updateBars().
void showSeries(const DrawnSeries &series, bool visible);

}  // namespace touchstone::ui
