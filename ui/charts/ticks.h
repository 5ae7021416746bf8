// Ticks of an axis.
#pragma once

#include "compare/chart_spec.h"

#include <QRectF>

namespace touchstone::ui {

struct Tick {
    double value = 0;
    QString label;  // empty: a minor tick
};

// A log2 axis has ticks at powers of two, every n-th so that labels are at least `gap` pixels
// apart; an axis shorter than two octaves has them at round values, since it may contain no power
// of two. Between them are as many minor ticks as can be told apart. length: of the axis in pixels.
QVector<Tick> axisTicks(const compare::ChartAxis &axis, double length, double gap);

// With the distances that labels need at this font size.
QVector<Tick> xTicks(const compare::ChartAxis &axis, const QRectF &plot, int fontPixels);
QVector<Tick> yTicks(const compare::ChartAxis &axis, const QRectF &plot, int fontPixels);

// 0.5, 2, 1024, then with binary prefixes: 64Ki, 2Mi.
QString tickLabel(double value);

// Position of a value between 0 (min) and 1 (max).
double axisPosition(const compare::ChartAxis &axis, double value);

}  // namespace touchstone::ui
