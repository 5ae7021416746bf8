#include "compare/quality.h"

#include "compare/printed_figure.h"
#include "compare/run_order.h"
#include "measure/results/statistics.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace touchstone::compare {

using measure::QualityResult;

namespace {

// The figure at these parameters alone; where there is none, the first that has others too.
const QualityResult *find(const measure::KernelResult &result, const std::string &metric,
                          const std::string &variant, const measure::Parameters &at)
{
    const QualityResult *first = nullptr;
    for (const QualityResult &one : result.quality) {
        if (one.metric != metric || one.variant != variant || !std::isfinite(one.value)
            || !measure::holdsAll(at, one.at)) {
            continue;
        }
        if (one.at.size() == at.size()) {
            return &one;
        }
        first = first ? first : &one;
    }
    return first;
}

// The figure that has no parameters.
const QualityResult *findPlain(const measure::KernelResult &result, const std::string &metric,
                               const std::string &variant)
{
    const QualityResult *found = find(result, metric, variant, {});
    return found && found->at.empty() ? found : nullptr;
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
        return measure::tInterval(differences).halfWidth();
    }
    if (!a.low || !a.high || !b.low || !b.high) {
        return std::nullopt;
    }
    return std::hypot((*a.high - *a.low) / 2, (*b.high - *b.low) / 2);
}

std::string metricOf(const Claim &claim, const KernelClaim &entry)
{
    return (entry.quantity.isEmpty() ? claim.metric : entry.quantity).toStdString();
}

// What the claim's level is compared with; nullopt for a difference, and in another unit.
std::optional<Level> levelOf(const Claim &claim, const Metric &metric, const QualityResult &base,
                             const QualityResult &tech)
{
    if (claim.unit.toStdString() != tech.unit) {
        return std::nullopt;
    }
    Level level{claim.value, tech.value, tech.low, tech.high, false, metric.higherBetter};
    const bool isComputed =
            tech.evidence == measure::Evidence::Computed && !tech.low && !claim.valueHigh;
    if (isComputed && claim.kind == ClaimKind::Absolute) {
        level.rounding = lastPrintedDigit(claim) / 2;
    }
    if (claim.kind == ClaimKind::PercentOfReference && base.value != 0) {
        level.ofBaseline = true;
        level.found = 100 * tech.value / base.value;
        const auto half = halfWidth(base, tech);
        level.low = level.high = std::nullopt;
        if (half) {
            const double relative = 100 * *half / std::abs(base.value);
            level.low = level.found - relative;
            level.high = level.found + relative;
        }
    }
    return level;
}

QualityDifference differenceOf(const Claim &claim, const Metric &metric, const QualityResult &base,
                               const QualityResult &tech)
{
    QualityDifference out;
    out.metric = QString::fromStdString(tech.metric);
    out.unit = QString::fromStdString(tech.unit);
    out.baseline = base.value;
    out.technique = tech.value;
    out.claimed = claimedImprovement(claim, metric);
    out.level = out.claimed ? std::nullopt : levelOf(claim, metric, base, tech);
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

// Whether the claim would hold at a figure; nullopt when it gives nothing to compare with.
std::optional<bool> holdsAt(const QualityDifference &figure)
{
    if (figure.claimed) {
        const double allowed = measure::equivalenceMargin * std::abs(figure.scaledBaseline);
        return figure.difference >= *figure.claimed - (*figure.claimed == 0 ? allowed : 0);
    }
    if (!figure.level) {
        return std::nullopt;
    }
    const Level &level = *figure.level;
    const double slack = level.rounding.value_or(0);
    return level.higherBetter ? level.found >= level.claimed - slack
                              : level.found <= level.claimed + slack;
}

// What is compared, and the knob that these variants are a value of.
struct Counterparts {
    std::string baseline, technique;
    measure::Parameters at;
};
std::vector<Counterparts> counterpartsOf(const KernelClaim &entry)
{
    for (const KernelClaim::Knob &knob : entry.knobs) {
        if (!knob.pairs.isEmpty()) {
            std::vector<Counterparts> out;
            for (const KernelClaim::Knob::Pair &pair : knob.pairs) {
                out.push_back({pair.baseline.toStdString(),
                               pair.technique.toStdString(),
                               {{knob.dimension.toStdString(), pair.value}}});
            }
            return out;
        }
    }
    return {{entry.baseline.toStdString(), entry.technique.toStdString(), {}}};
}

measure::Parameters joined(measure::Parameters a, const measure::Parameters &b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

// Of a figure of the technique; nullptr where it is none. A baseline that knows no such parameter
// is the same at all of its values.
const QualityResult *baselineOf(const QualityResult &tech, const std::string &metric,
                                const Counterparts &pair, const measure::KernelResult &result)
{
    if (tech.metric != metric || tech.variant != pair.technique || !std::isfinite(tech.value)) {
        return nullptr;
    }
    const QualityResult *base = find(result, metric, pair.baseline, tech.at);
    return base ? base : findPlain(result, metric, pair.baseline);
}

// What the claim's entry gives and does not name as a knob is part of the claim: "2000 classes".
bool hasFixedOf(const KernelClaim &entry, const measure::Parameters &at)
{
    return std::all_of(entry.at.begin(), entry.at.end(), [&](const auto &wanted) {
        const auto named = [&](const auto &one) { return one.first == wanted.first; };
        const auto isKnob = [&](const KernelClaim::Knob &knob) {
            return knob.dimension.toStdString() == wanted.first;
        };
        const auto own = std::find_if(at.begin(), at.end(), named);
        return entry.knobs.isEmpty() || own == at.end() || own->second == wanted.second
               || std::any_of(entry.knobs.begin(), entry.knobs.end(), isKnob);
    });
}

double figureOf(const QualityDifference &difference)
{
    return difference.claimed ? difference.difference
           : difference.level ? difference.level->found
                              : difference.technique;
}

}  // namespace

std::optional<QualityDifference> qualityDifferenceIn(const Claim &claim, const Metric &metric,
                                                     const KernelClaim &entry, const RunInput &run)
{
    const std::string id = metricOf(claim, entry);
    const QualityResult *base = find(run.result, id, entry.baseline.toStdString(), entry.at);
    const QualityResult *tech = find(run.result, id, entry.technique.toStdString(), entry.at);
    if (!base || !tech) {
        return std::nullopt;
    }
    QualityDifference out = differenceOf(claim, metric, *base, *tech);
    out.runId = run.runId;
    out.elsewhere = run.elsewhere;
    return out;
}

std::optional<QualityDifference> qualityDifference(const Claim &claim, const Metric &metric,
                                                   const KernelClaim &entry,
                                                   const QVector<const RunInput *> &runs)
{
    for (const RunInput *run : bestFirst(runs)) {
        if (auto difference = qualityDifferenceIn(claim, metric, entry, *run)) {
            return difference;
        }
    }
    return std::nullopt;
}

std::optional<QualityDifference> computedLevel(const Claim &claim, const Metric &metric,
                                               const KernelClaim &entry,
                                               const QVector<const RunInput *> &runs)
{
    if (metric.isQuality || claim.kind != ClaimKind::Absolute || entry.quantity.isEmpty()) {
        return std::nullopt;
    }
    auto figure = qualityDifference(claim, metric, entry, runs);
    const bool isComputed = figure && figure->level && figure->level->rounding;
    return isComputed ? figure : std::nullopt;
}

std::optional<Band> qualityBand(const Claim &claim, const Metric &metric, const KernelClaim &entry,
                                const measure::KernelResult &result)
{
    const std::string id = metricOf(claim, entry);
    std::vector<Tried> tried;
    bool judged = true;
    QString unit;
    measure::Parameters shown;
    for (const Counterparts &pair : counterpartsOf(entry)) {
        const QualityResult *own = find(result, id, pair.technique, entry.at);
        if (own && pair.technique == entry.technique.toStdString()) {
            shown = joined(own->at, pair.at);
        }
        for (const QualityResult &tech : result.quality) {
            const QualityResult *base = baselineOf(tech, id, pair, result);
            if (!base || !hasFixedOf(entry, tech.at)) {
                continue;
            }
            const QualityDifference figure = differenceOf(claim, metric, *base, tech);
            const std::optional<bool> holds = holdsAt(figure);
            judged = judged && holds.has_value();
            unit = figure.unit;
            tried.push_back({joined(tech.at, pair.at), figureOf(figure), holds.value_or(false)});
        }
    }
    auto band = bandOver(tried, shown);
    if (band) {
        band->unit = unit;
        band->judged = judged;
    }
    return band;
}

}  // namespace touchstone::compare
