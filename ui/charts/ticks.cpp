#include "charts/ticks.h"

#include "compare/claim_words.h"
#include "compare/time_ticks.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace touchstone::ui {

namespace {

// The smallest of 1, 2, 5 times a power of ten that is not below `step`.
double roundStep(double step)
{
    const double unit = std::pow(10.0, std::floor(std::log10(step)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (unit * factor >= step * 0.999) {
            return unit * factor;
        }
    }
    return unit * 10;
}

QVector<Tick> roundTicks(const compare::ChartAxis &axis, double length, double gap)
{
    const double span = axis.max - axis.min;
    const double step = roundStep(span * gap / std::max(length, gap));
    // Counted, since a range may be too narrow for the next multiple to be another number.
    constexpr double most = 1000;
    const double first = std::ceil(axis.min / step);
    const int count = int(std::clamp(std::floor(axis.max / step) - first + 1, 0.0, most));
    QVector<Tick> ticks;
    for (int i = 0; i < count; ++i) {
        ticks.append({(first + i) * step, tickLabel((first + i) * step)});
    }
    return ticks;
}

QVector<Tick> octaveTicks(const compare::ChartAxis &axis, double length, double gap)
{
    const double octaves = std::log2(axis.max) - std::log2(axis.min);
    const double pixels = length / octaves;  // of one octave
    const int every = std::max(1, int(std::ceil(gap / pixels)));
    const int first = int(std::ceil(std::log2(axis.min) - 1e-9));
    const int last = int(std::floor(std::log2(axis.max) + 1e-9));
    QVector<Tick> ticks;
    for (int power = first - 1; power <= last; ++power) {
        const double value = std::exp2(power);
        if (power >= first) {
            // Counted from 1, so that the ratio 1 always has a label.
            ticks.append({value, power % every == 0 ? tickLabel(value) : QString()});
        }
        if (every > 1 || pixels < 40) {
            continue;
        }
        for (const double part : {1.25, 1.5, 1.75}) {
            if (value * part >= axis.min && value * part <= axis.max) {
                const bool roomForLabel = part == 1.5 && pixels >= 4 * gap;
                ticks.append(
                        Tick{value * part, roomForLabel ? tickLabel(value * part) : QString()});
            }
        }
    }
    return ticks;
}

QVector<Tick> dateTicks(const compare::ChartAxis &axis, double length, double gap)
{
    constexpr double wide = 2.5;  // a date beside a number
    QVector<Tick> ticks;
    for (const auto &tick : compare::timeTicks(axis.min, axis.max, int(length / (wide * gap)))) {
        ticks.append({tick.at, tick.label});
    }
    return ticks;
}

QVector<Tick> powerTicks(const compare::ChartAxis &axis, double length, double gap)
{
    const double octaves = std::log2(axis.max) - std::log2(axis.min);
    const int every = std::max(1, int(std::ceil(gap * octaves / length)));
    QVector<Tick> ticks;
    for (int power = int(std::ceil(std::log2(axis.min) - 1e-9));
         power <= int(std::floor(std::log2(axis.max) + 1e-9)); ++power) {
        const double value = std::exp2(power);
        ticks.append({value, power % every == 0 ? tickLabel(value) : QString()});
    }
    return ticks;
}

}  // namespace

QString tickLabel(double value)
{
    static const std::array<QString, 5> prefixes{QString(), QStringLiteral("Ki"),
                                                 QStringLiteral("Mi"), QStringLiteral("Gi"),
                                                 QStringLiteral("Ti")};
    std::size_t prefix = 0;
    if (value >= 16384) {
        while (value >= 1024 && prefix + 1 < prefixes.size()) {
            value /= 1024;
            ++prefix;
        }
    }
    return compare::shortNumber(value) + prefixes[prefix];
}

double axisPosition(const compare::ChartAxis &axis, double value)
{
    if (axis.log2) {
        return (std::log2(value) - std::log2(axis.min))
               / (std::log2(axis.max) - std::log2(axis.min));
    }
    return (value - axis.min) / (axis.max - axis.min);
}

QVector<Tick> axisTicks(const compare::ChartAxis &axis, double length, double gap)
{
    if (axis.values == compare::AxisValues::Times) {
        return dateTicks(axis, length, gap);
    }
    if (axis.values == compare::AxisValues::Sizes && axis.log2) {
        return powerTicks(axis, length, gap);
    }
    if (axis.values == compare::AxisValues::Counts) {  // no halves of a claim
        return roundTicks(axis, length, std::max(gap, length / (axis.max - axis.min)));
    }
    const bool wide = axis.log2 && axis.max / axis.min >= 4;
    return wide ? octaveTicks(axis, length, gap) : roundTicks(axis, length, gap);
}

QVector<Tick> xTicks(const compare::ChartAxis &axis, const QRectF &plot, int fontPixels)
{
    return axisTicks(axis, plot.width(), fontPixels * 3.6);
}

QVector<Tick> yTicks(const compare::ChartAxis &axis, const QRectF &plot, int fontPixels)
{
    return axisTicks(axis, plot.height(), fontPixels * 2.2);
}

}  // namespace touchstone::ui
