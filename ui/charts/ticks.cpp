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

constexpr double leastBetween = 5;  // pixels, of minor ticks

// The parts of a step between round values that can be told apart; 1: none.
int minorParts(double step, double pixels)
{
    const int digit = int(std::lround(step / std::pow(10.0, std::floor(std::log10(step * 1.001)))));
    const int most = digit == 2 ? 4 : 5;
    return pixels >= most * leastBetween ? most : pixels >= 2 * leastBetween ? 2 : 1;
}

// On a logarithmic axis with minor ticks, which show how values are spaced.
QVector<Tick> roundTicks(const compare::ChartAxis &axis, double length, double gap)
{
    // Of one pixel; on a logarithmic axis at its upper end, where values lie closest.
    const double pixel =
            (axis.log2 ? axis.max * std::log(axis.max / axis.min) : axis.max - axis.min)
            / std::max(length, gap);
    const double step = roundStep(pixel * gap);
    const int parts = axis.log2 ? minorParts(step, step / pixel) : 1;
    const double part = step / parts;
    // Counted, since a range may be too narrow for the next multiple to be another number.
    constexpr double most = 1000;
    const double first = std::ceil(axis.min / part);
    const int count = int(std::clamp(std::floor(axis.max / part) - first + 1, 0.0, most));
    QVector<Tick> ticks;
    for (int i = 0; i < count; ++i) {
        const double turn = first + i;
        const double whole = std::round(turn / parts);
        const bool major = turn == whole * parts;
        ticks.append(
                {major ? whole * step : turn * part, major ? tickLabel(whole * step) : QString()});
    }
    return ticks;
}

// Powers of two between those with labels, so many that they can be told apart.
int minorPowers(int every, double pixels)
{
    int step = 1;
    while (step < every && (every % step != 0 || step * pixels < leastBetween)) {
        ++step;
    }
    return step;
}

// Parts of an octave between two powers.
QVector<double> minorFactors(double pixels)
{
    const auto apart = [pixels](double low, double high) {
        return std::log2(high / low) * pixels >= leastBetween;
    };
    return apart(1.75, 2)  ? QVector<double>{1.25, 1.5, 1.75}
           : apart(1.5, 2) ? QVector<double>{1.5}
                           : QVector<double>();
}

// At powers of two; sizes of problems have none between.
QVector<Tick> octaveTicks(const compare::ChartAxis &axis, double length, double gap)
{
    const double octaves = std::log2(axis.max) - std::log2(axis.min);
    const double pixels = length / octaves;  // of one octave
    const int every = std::max(1, int(std::ceil(gap / pixels)));
    const int minor = minorPowers(every, pixels);
    const bool whole = every > 1 || axis.values == compare::AxisValues::Sizes;
    const QVector<double> factors = whole ? QVector<double>() : minorFactors(pixels);
    const int first = int(std::ceil(std::log2(axis.min) - 1e-9));
    const int last = int(std::floor(std::log2(axis.max) + 1e-9));
    QVector<Tick> ticks;
    for (int power = first - 1; power <= last; ++power) {
        const double value = std::exp2(power);
        if (power >= first && power % minor == 0) {
            // Counted from 1, so that the ratio 1 always has a label.
            ticks.append({value, power % every == 0 ? tickLabel(value) : QString()});
        }
        for (const double factor : factors) {
            if (value * factor >= axis.min && value * factor <= axis.max) {
                const bool roomForLabel = factor == 1.5 && pixels >= 4 * gap;
                ticks.append(
                        Tick{value * factor, roomForLabel ? tickLabel(value * factor) : QString()});
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
    if (axis.values == compare::AxisValues::Counts) {  // no halves of a claim
        return roundTicks(axis, length, std::max(gap, length / (axis.max - axis.min)));
    }
    // An axis of sizes has no ticks but powers of two, unless it may contain none.
    const double least = axis.values == compare::AxisValues::Sizes ? 2 : 4;
    const bool wide = axis.log2 && axis.max / axis.min >= least;
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
