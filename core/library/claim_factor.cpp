#include "library/claim_factor.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace touchstone {

namespace {

// Reduced by p %: a cost has the factor 1 / (1 - p), a rate 1 - p; raised by p %: 1 / (1 + p) and
// 1 + p.
std::optional<double> ofPercent(double percent, bool higherBetter, bool better)
{
    const double share = percent / 100;
    const double quotient = higherBetter == better ? 1 + share : 1 - share;
    if (quotient <= 0) {
        return std::nullopt;
    }
    return higherBetter ? quotient : 1 / quotient;
}

std::optional<double> factorOf(const Claim &claim, double value, bool metricHigherBetter)
{
    // Of a change the direction says whether it is an improvement, of a level which way is better.
    const bool upward = claim.direction == Direction::HigherBetter;
    switch (claim.kind) {
    case ClaimKind::Ratio:
        return value > 0 ? std::optional(upward ? value : 1 / value) : std::nullopt;
    case ClaimKind::PercentChange:
        return ofPercent(value, metricHigherBetter, upward);
    case ClaimKind::PercentOfReference:
        return value > 0 ? std::optional(upward ? value / 100 : 100 / value) : std::nullopt;
    case ClaimKind::FromTo:
        if (!claim.from || *claim.from <= 0 || value <= 0) {
            return std::nullopt;
        }
        return upward ? value / *claim.from : *claim.from / value;
    default:
        return std::nullopt;
    }
}

// All that a factor follows from.
auto figuresOf(const Claim &claim)
{
    return std::tie(claim.metric, claim.kind, claim.direction, claim.value, claim.valueHigh,
                    claim.from, claim.unit);
}

}  // namespace

std::optional<NormalisedClaim> factorFromFigures(const Claim &claim, const Metric *metric)
{
    if (!metric || metric->isQuality || metric->quantity.isEmpty()) {
        return std::nullopt;
    }
    const auto usable = [](std::optional<double> factor) {
        return factor && std::isfinite(*factor) && *factor > 0;
    };
    const std::optional<double> factor = factorOf(claim, claim.value, metric->higherBetter);
    if (!usable(factor)) {
        return std::nullopt;
    }
    NormalisedClaim out{metric->quantity, *factor, {}, {}};
    const std::optional<double> other =
            claim.valueHigh ? factorOf(claim, *claim.valueHigh, metric->higherBetter)
                            : std::nullopt;
    if (usable(other)) {
        out.low = std::min(*factor, *other);
        out.high = std::max(*factor, *other);
    }
    return out;
}

std::optional<NormalisedClaim> factorFromEntered(const Claim &before, const Claim &entered)
{
    const Vocabulary &vocabulary = Vocabulary::bundled();
    auto factor = factorFromFigures(entered, vocabulary.metric(entered.metric));
    const bool isChange = before.kind == ClaimKind::FromTo && entered.kind == ClaimKind::FromTo;
    if (!factor || !isChange || entered.unit != before.unit || !before.normalised) {
        return factor;
    }
    if (const auto bare = factorFromFigures(before, vocabulary.metric(before.metric))) {
        factor->factor *= before.normalised->factor / bare->factor;
    }
    return factor;
}

Claim editedClaim(const Claim &before, Claim entered)
{
    entered.to = entered.kind == ClaimKind::FromTo ? std::optional(entered.value) : std::nullopt;
    entered.normalised = figuresOf(entered) == figuresOf(before)
                                 ? before.normalised
                                 : factorFromEntered(before, entered);
    entered.flags.clear();
    entered.status = ClaimStatus::Edited;
    return entered;
}

}  // namespace touchstone
