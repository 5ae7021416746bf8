#include "charts/chart_range.h"

#include <algorithm>
#include <cmath>

namespace touchstone::ui {

namespace {

AxisSpan fullSpan(const compare::ChartAxis &axis)
{
    if (!axis.categories.isEmpty()) {
        return {-0.5, double(axis.categories.size()) - 0.5};
    }
    return {coordinateOf(axis, axis.min), coordinateOf(axis, axis.max)};
}

// Moved into the full span, and made shorter or longer where it must be.
AxisSpan fitted(const AxisSpan &span, const AxisSpan &full)
{
    constexpr double smallest = 1e-6;
    if (span.length() >= full.length() * (1 - 1e-9)) {
        return full;
    }
    const double length = std::max(span.length(), full.length() * smallest);
    const double middle = (span.low + span.high) / 2;
    const double low =
            std::clamp(middle - length / 2, full.low, std::max(full.low, full.high - length));
    return {low, std::min(full.high, low + length)};
}

AxisSpan scaled(const AxisSpan &span, double factor, double at)
{
    return {at - (at - span.low) * factor, at + (span.high - at) * factor};
}

}  // namespace

bool AxisSpan::holds(double coordinate) const
{
    const double tolerance = length() * 1e-9;
    return coordinate >= low - tolerance && coordinate <= high + tolerance;
}

ChartRange fullRange(const compare::ChartSpec &spec)
{
    return {fullSpan(spec.x), fullSpan(spec.y)};
}

bool usable(const compare::ChartAxis &axis, double value)
{
    return std::isfinite(value) && (!axis.log2 || value > 0);
}

double coordinateOf(const compare::ChartAxis &axis, double value)
{
    if (!axis.categories.isEmpty()) {
        return double(axis.categories.size() - 1) - value;
    }
    return axis.log2 ? std::log2(value) : value;
}

compare::ChartAxis shownPart(const compare::ChartAxis &axis, const AxisSpan &span)
{
    compare::ChartAxis part = axis;
    part.min = axis.log2 ? std::exp2(span.low) : span.low;
    part.max = axis.log2 ? std::exp2(span.high) : span.high;
    return part;
}

ChartRange zoomed(const ChartRange &range, const ChartRange &full, double factor, double atX,
                  double atY)
{
    return within({scaled(range.x, factor, atX), scaled(range.y, factor, atY)}, full);
}

ChartRange moved(const ChartRange &range, const ChartRange &full, double dx, double dy)
{
    return within({{range.x.low + dx, range.x.high + dx}, {range.y.low + dy, range.y.high + dy}},
                  full);
}

ChartRange within(const ChartRange &range, const ChartRange &full)
{
    return {fitted(range.x, full.x), fitted(range.y, full.y)};
}

}  // namespace touchstone::ui
