#include "measure/results/quantity_ratio.h"

#include "measure/results/statistics.h"

#include <algorithm>
#include <cmath>

namespace touchstone::measure {

namespace {

struct Range {
    double ratio = 0, low = 0, high = 0;
    bool known = true;  // false: seeds were too few to say how far the ratio spreads
};

std::optional<Range> pairedRange(const QualityResult &a, const QualityResult &b)
{
    std::vector<double> logs;
    for (std::size_t i = 0; i < a.perSeed.size(); ++i) {
        logs.push_back(std::log(a.perSeed[i] / b.perSeed[i]));
        if (!std::isfinite(logs.back())) {
            return std::nullopt;
        }
    }
    const Interval interval = tInterval(logs);
    return Range{std::exp(mean(logs)), std::exp(interval.low), std::exp(interval.high),
                 tellsSpread(logs)};
}

std::optional<Range> widestRange(const QualityResult &a, const QualityResult &b)
{
    if (!(a.value > 0) || !(b.value > 0) || !std::isfinite(a.value / b.value)) {
        return std::nullopt;
    }
    Range range;
    range.ratio = a.value / b.value;
    const double low = a.low.value_or(a.value) / b.high.value_or(b.value);
    const double high = a.high.value_or(a.value) / b.low.value_or(b.value);
    range.low = low > 0 ? std::min(low, range.ratio) : range.ratio;
    range.high = std::isfinite(high) ? std::max(high, range.ratio) : range.ratio;
    return range;
}

std::optional<Range> rangeOf(const QualityResult &a, const QualityResult &b)
{
    const bool paired = a.perSeed.size() > 1 && a.perSeed.size() == b.perSeed.size();
    return paired ? pairedRange(a, b) : widestRange(a, b);
}

// An interval of 95 % within the margin passes the two one-sided tests of equivalence at 2.5 %.
RatioVerdict verdictOf(const Range &range, Evidence evidence)
{
    if (!range.known && evidence != Evidence::Computed) {
        return RatioVerdict::Unresolved;
    }
    constexpr double rounding = 1e-6;  // of figures that are the same by algebra
    if (range.low > 1 + rounding) {
        return RatioVerdict::Faster;
    }
    if (range.high < 1 - rounding) {
        return RatioVerdict::Slower;
    }
    const bool within =
            std::log(range.low) >= -equivalenceMargin && std::log(range.high) <= equivalenceMargin;
    return within ? RatioVerdict::Equivalent : RatioVerdict::Unresolved;
}

}  // namespace

QualityResult overSeeds(QualityResult figure)
{
    if (figure.perSeed.size() > 1) {
        const Interval interval = tInterval(figure.perSeed);
        figure.value = mean(figure.perSeed);
        figure.low = interval.low;
        figure.high = interval.high;
    }
    return figure;
}

std::optional<RatioResult> quantityRatio(const QualityResult &a, const QualityResult &b)
{
    const auto range = rangeOf(a, b);
    if (!range) {
        return std::nullopt;
    }
    RatioResult out;
    out.quantity = a.metric;
    out.ratio = range->ratio;
    out.low = range->low;
    out.high = range->high;
    out.evidence = std::max(a.evidence, b.evidence);
    out.verdict = verdictOf(*range, out.evidence);
    out.at = a.at;
    return out;
}

}  // namespace touchstone::measure
