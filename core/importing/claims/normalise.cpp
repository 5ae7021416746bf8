#include "importing/claims/merge.h"

#include <cmath>

namespace touchstone::importing::claims {

namespace {

void flag(Draft &draft, const char *name)
{
    const QString id = QString::fromLatin1(name);
    if (!draft.claim.flags.contains(id)) {
        draft.claim.flags.append(id);
    }
}

// Whether the wording describes an improvement; a missing verb counts as better.
bool improves(const Draft &draft, bool higherBetter)
{
    switch (draft.change) {
    case ChangeKind::Up:
        return higherBetter;
    case ChangeKind::Down:
        return !higherBetter;
    case ChangeKind::Worsen:
        return false;
    default:
        return true;
    }
}

// Factor of one percentage: reduced by p: 1/(1-p); raised by p: 1+p (domain: lower-better F = 1/q,
// higher-better F = q).
std::optional<double> ofPercent(double percent, bool higherBetter, bool better)
{
    const double p = percent / 100.0;
    const double q = higherBetter == better ? 1 + p : 1 - p;
    if (q <= 0) {
        return std::nullopt;
    }
    return higherBetter ? q : 1 / q;
}

std::optional<double> factorOf(const Draft &draft, double value, bool higherBetter, bool better)
{
    const Claim &claim = draft.claim;
    switch (claim.kind) {
    case ClaimKind::Ratio:
        return value > 0 ? std::optional(better ? value : 1 / value) : std::nullopt;
    case ClaimKind::PercentChange:
        return ofPercent(value, higherBetter, better);
    case ClaimKind::PercentOfReference:
        return value > 0 ? std::optional(higherBetter ? value / 100 : 100 / value) : std::nullopt;
    case ClaimKind::FromTo: {
        const double from =
                *claim.from
                * (draft.fromUnit && draft.fromUnit->number > 0 ? draft.fromUnit->number : 1);
        const double to =
                *claim.to
                * (draft.fromUnit && draft.unit && draft.unit->number > 0 ? draft.unit->number : 1);
        if (from <= 0 || to <= 0) {
            return std::nullopt;
        }
        return higherBetter ? to / from : from / to;
    }
    default:
        return std::nullopt;
    }
}

void wordingFlags(Draft &draft, bool higherBetter, bool better)
{
    Claim &claim = draft.claim;
    if (claim.kind == ClaimKind::PercentChange && draft.fasterPercent) {
        flag(draft, "faster-percent");
    }
    if (claim.kind == ClaimKind::Ratio && draft.chinese) {
        const bool down = draft.change == ChangeKind::Down;
        const bool up = (draft.change == ChangeKind::Up || draft.change == ChangeKind::Improve)
                        && claim.metric != QLatin1String("speedup");
        if (down) {
            flag(draft, "bei-down");
        } else if (up || draft.claim.rules.contains(QStringLiteral("verb-bei"))) {
            flag(draft, "bei-up");
        }
    }
    const bool falls = draft.change == ChangeKind::Down
                       || (draft.change == ChangeKind::Improve && !higherBetter);
    if (claim.kind == ClaimKind::PercentChange && falls && claim.value >= 100) {
        flag(draft, "impossible");
    }
    // A rising cost with a verb of success, or the reverse, must be checked by a person.
    const bool told = draft.change == ChangeKind::Up || draft.change == ChangeKind::Down;
    const bool oneUnit = !draft.fromUnit || draft.fromUnit == draft.unit;
    if (claim.kind == ClaimKind::FromTo && told && oneUnit
        && (*claim.to > *claim.from) != (draft.change == ChangeKind::Up)) {
        flag(draft, "direction-conflict");
    }
    if (claim.kind == ClaimKind::Ratio && told && !better && claim.value > 1 && !higherBetter) {
        flag(draft, "direction-conflict");
    }
}

}  // namespace

void normalise(Draft &draft, const Vocabulary &vocabulary)
{
    Claim &claim = draft.claim;
    const Metric *metric = vocabulary.metric(claim.metric);
    const bool higherBetter = (metric ? metric->higherBetter : true) != draft.inverse;
    const bool better = improves(draft, higherBetter);
    const bool change = claim.kind == ClaimKind::Ratio || claim.kind == ClaimKind::PercentChange
                        || claim.kind == ClaimKind::PercentagePoints;
    const bool rise = claim.kind == ClaimKind::Absolute && draft.change != ChangeKind::None;
    const bool upward = change ? better : higherBetter && !(rise && !better);
    claim.direction = upward ? Direction::HigherBetter : Direction::LowerBetter;
    wordingFlags(draft, higherBetter, better);
    const bool quality = !metric || metric->isQuality || metric->quantity.isEmpty();
    if (quality) {
        const bool score = claim.metric == QLatin1String("accuracy")
                           || claim.metric == QLatin1String("success-rate")
                           || claim.metric == QLatin1String("similarity")
                           || claim.metric == QLatin1String("error");
        if (score && claim.kind == ClaimKind::PercentChange) {
            flag(draft, "points-or-relative");
        }
        return;
    }
    if (draft.weakMetric) {
        flag(draft, "scope-unknown");
    }
    const std::optional<double> factor = factorOf(draft, claim.value, higherBetter, better);
    if (!factor || !std::isfinite(*factor) || *factor <= 0) {
        return;
    }
    NormalisedClaim made{metric->quantity, *factor, {}, {}};
    const std::optional<double> other =
            claim.valueHigh ? factorOf(draft, *claim.valueHigh, higherBetter, better)
                            : std::nullopt;
    if (other && std::isfinite(*other)) {
        made.low = std::min(*factor, *other);
        made.high = std::max(*factor, *other);
    }
    claim.normalised = made;
}

}  // namespace touchstone::importing::claims
