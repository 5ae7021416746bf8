#include "compare/quality.h"

#include "compare/run_order.h"
#include "measure/results/statistics.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace touchstone::compare {

using measure::QualityResult;

namespace {

const QualityResult *find(const measure::KernelResult &result, const std::string &metric,
                          const std::string &variant, const measure::Parameters &at)
{
    for (const QualityResult &one : result.quality) {
        if (one.metric == metric && one.variant == variant && std::isfinite(one.value)
            && measure::holdsAll(at, one.at)) {
            return &one;
        }
    }
    return nullptr;
}

// Improvement that the paper states, in the unit of the metric (or in percent of the baseline);
// nullopt for a level such as "98 % accuracy", which says nothing of a difference.
std::optional<double> claimedImprovement(const Claim &claim, const Metric &metric)
{
    const double sign = claim.direction == Direction::HigherBetter ? 1 : -1;
    switch (claim.kind) {
    case ClaimKind::PercentagePoints:
    case ClaimKind::PercentChange:
        return sign * claim.value;
    case ClaimKind::FromTo:
        if (claim.from && claim.to) {
            return (*claim.to - *claim.from) * (metric.higherBetter ? 1 : -1);
        }
        return std::nullopt;
    default:
        return std::nullopt;
    }
}

// Half of the interval of the difference: paired over seeds, which both variants share; of
// independent means the half-widths add in squares.
std::optional<double> halfWidth(const QualityResult &a, const QualityResult &b)
{
    if (a.perSeed.size() > 1 && a.perSeed.size() == b.perSeed.size()) {
        std::vector<double> differences;
        std::transform(a.perSeed.begin(), a.perSeed.end(), b.perSeed.begin(),
                       std::back_inserter(differences), std::minus<>());
        const bool exact = std::max(a.evidence, b.evidence) == measure::Evidence::Computed;
        return exact || measure::tellsSpread(differences)
                       ? std::optional(measure::tInterval(differences).halfWidth())
                       : std::nullopt;
    }
    if (!a.low || !a.high || !b.low || !b.high) {
        return std::nullopt;
    }
    return std::hypot((*a.high - *a.low) / 2, (*b.high - *b.low) / 2);
}

QualityDifference differenceOf(const Claim &claim, const Metric &metric, const QualityResult &base,
                               const QualityResult &tech)
{
    QualityDifference out;
    out.metric = QString::fromStdString(base.metric);
    out.unit = QString::fromStdString(tech.unit);
    out.baseline = base.value;
    out.technique = tech.value;
    out.claimed = claimedImprovement(claim, metric);
    double scale = metric.higherBetter ? 1 : -1;
    if (claim.kind == ClaimKind::PercentChange && base.value != 0) {
        scale *= 100 / std::abs(base.value);
        out.unit = QStringLiteral("%");
    } else if (claim.kind == ClaimKind::PercentagePoints && out.unit != QLatin1String("%")
               && out.unit != QLatin1String("pp")) {
        scale *= 100;  // a share between 0 and 1, beside points out of 100
        out.unit = QStringLiteral("pp");
    }
    out.scaledBaseline = base.value * scale;
    out.difference = (tech.value - base.value) * scale;
    out.evidence = std::max(base.evidence, tech.evidence);  // the weaker of both
    if (const auto half = halfWidth(base, tech)) {
        out.low = out.difference - *half * std::abs(scale);
        out.high = out.difference + *half * std::abs(scale);
    }
    return out;
}

// Where settings of a generator decide a figure, none of them is the paper's: the interval becomes
// the band over all that the entry leaves open.
void widenToBand(QualityDifference &out, const Claim &claim, const Metric &metric,
                 const KernelClaim &entry, const measure::KernelResult &result)
{
    int settings = 0;
    std::optional<double> low = out.low, high = out.high;
    const std::string id = out.metric.toStdString();
    for (const QualityResult &base : result.quality) {
        if (base.metric != id || base.variant != entry.baseline.toStdString() || base.at.empty()
            || !std::isfinite(base.value) || !measure::holdsAll(entry.at, base.at)) {
            continue;
        }
        if (const auto *tech = find(result, id, entry.technique.toStdString(), base.at)) {
            const QualityDifference one = differenceOf(claim, metric, base, *tech);
            const double from = one.low.value_or(one.difference);
            const double to = one.high.value_or(one.difference);
            low = std::min(low.value_or(from), from);
            high = std::max(high.value_or(to), to);
            ++settings;
        }
    }
    if (settings > 1) {
        out.low = low;
        out.high = high;
        out.settings = settings;
    }
}

}  // namespace

std::optional<QualityDifference> qualityDifference(const Claim &claim, const Metric &metric,
                                                   const KernelClaim &entry,
                                                   const QVector<const RunInput *> &runs)
{
    const std::string id = (entry.quantity.isEmpty() ? claim.metric : entry.quantity).toStdString();
    for (const RunInput *run : bestFirst(runs)) {
        const QualityResult *base = find(run->result, id, entry.baseline.toStdString(), entry.at);
        const QualityResult *tech = find(run->result, id, entry.technique.toStdString(), entry.at);
        if (!base || !tech) {
            continue;
        }
        QualityDifference out = differenceOf(claim, metric, *base, *tech);
        out.runId = run->runId;
        if (out.evidence == measure::Evidence::Simulated) {
            widenToBand(out, claim, metric, entry, run->result);
        }
        return out;
    }
    return std::nullopt;
}

}  // namespace touchstone::compare
