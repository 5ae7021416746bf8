// Values of a spec as coordinates of its QChart: the logarithm to base 2 on a logarithmic axis,
// and categories counted from the bottom, since the first one is at the top.
#pragma once

#include "compare/chart_spec.h"

namespace touchstone::ui {

struct AxisSpan {
    double low = 0, high = 1;

    bool operator==(const AxisSpan &) const = default;
    bool holds(double coordinate) const;  // with a little tolerance at both ends
    double length() const { return high - low; }
};

// What part of a chart is shown, in coordinates.
struct ChartRange {
    AxisSpan x, y;

    bool operator==(const ChartRange &) const = default;
};
ChartRange fullRange(const compare::ChartSpec &spec);

// Finite, and above 0 on a logarithmic axis.
bool usable(const compare::ChartAxis &axis, double value);
// Of a usable value.
double coordinateOf(const compare::ChartAxis &axis, double value);
// The part of the axis as an axis of its own, for its ticks.
compare::ChartAxis shownPart(const compare::ChartAxis &axis, const AxisSpan &span);

// The range after zooming by a factor (below 1: in) around a point that stays where it is, and
// after moving; both stay within the full range. A range is never shorter than a millionth of the
// full.
ChartRange zoomed(const ChartRange &range, const ChartRange &full, double factor, double atX,
                  double atY);
ChartRange moved(const ChartRange &range, const ChartRange &full, double dx, double dy);
ChartRange within(const ChartRange &range, const ChartRange &full);

}  // namespace touchstone::ui
