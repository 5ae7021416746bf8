#include "compare/run_change.h"

#include "compare/drawable.h"

#include <cmath>

namespace touchstone::compare {

namespace {

Change changeOf(double difference, double half, double margin)
{
    if (std::abs(difference) <= std::max(half, margin)) {
        return Change::NotTold;
    }
    return difference > 0 ? Change::Better : Change::Worse;
}

// Half the width of the interval of the logarithm; nullopt without one.
std::optional<double> halfWidth(const measure::RatioResult &ratio)
{
    const bool known = drawable(ratio) && ratio.verdict != measure::RatioVerdict::Noisy
                       && ratio.low > 0 && ratio.low <= ratio.ratio && ratio.ratio <= ratio.high
                       && ratio.low < ratio.high;
    return known ? std::optional(std::log(ratio.high / ratio.low) / 2) : std::nullopt;
}

std::optional<double> halfWidth(const QualityDifference &figure)
{
    return figure.low && figure.high && *figure.low <= *figure.high
                   ? std::optional((*figure.high - *figure.low) / 2)
                   : std::nullopt;
}

}  // namespace

std::optional<RunChange> changeBetween(const measure::RatioResult &earlier,
                                       const measure::RatioResult &later)
{
    const auto before = halfWidth(earlier);
    const auto after = halfWidth(later);
    if (!before || !after) {
        return std::nullopt;
    }
    const double log = std::log(later.ratio / earlier.ratio);
    const double half = std::hypot(*before, *after);
    return RunChange{std::exp(log), std::exp(log - half), std::exp(log + half),
                     changeOf(log, half, measure::equivalenceMargin)};
}

std::optional<RunChange> changeBetween(const QualityDifference &earlier,
                                       const QualityDifference &later)
{
    const auto before = halfWidth(earlier);
    const auto after = halfWidth(later);
    if (!before || !after) {
        return std::nullopt;
    }
    const double difference = later.difference - earlier.difference;
    const double half = std::hypot(*before, *after);
    return RunChange{difference, difference - half, difference + half,
                     changeOf(difference, half, 0)};
}

}  // namespace touchstone::compare
