#include "compare/quality.h"

#include "compare/claim_words.h"
#include "compare/run_order.h"

#include <cmath>

namespace touchstone::compare {

using measure::ClaimVerdict;
using measure::QualityResult;

namespace {

const QualityResult *find(const measure::KernelResult &result, const std::string &metric,
                          const std::string &variant)
{
    for (const QualityResult &one : result.quality) {
        if (one.metric == metric && one.variant == variant && std::isfinite(one.value)) {
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

// Half-widths of independent means add in squares.
std::optional<double> halfWidth(const QualityResult &a, const QualityResult &b)
{
    if (!a.low || !a.high || !b.low || !b.high) {
        return std::nullopt;
    }
    return std::hypot((*a.high - *a.low) / 2, (*b.high - *b.low) / 2);
}

std::string signedNumber(double value)
{
    return (value > 0 ? "+" : "") + shortNumber(value).toStdString();
}

}  // namespace

std::optional<QualityDifference> qualityDifference(const Claim &claim, const Metric &metric,
                                                   const KernelClaim &entry,
                                                   const QVector<const RunInput *> &runs)
{
    const std::string id = (entry.quantity.isEmpty() ? claim.metric : entry.quantity).toStdString();
    for (const RunInput *run : bestFirst(runs)) {
        const QualityResult *base = find(run->result, id, entry.baseline.toStdString());
        const QualityResult *tech = find(run->result, id, entry.technique.toStdString());
        if (!base || !tech) {
            continue;
        }
        QualityDifference out;
        out.runId = run->runId;
        out.metric = QString::fromStdString(id);
        out.unit = QString::fromStdString(tech->unit);
        out.baseline = base->value;
        out.technique = tech->value;
        out.claimed = claimedImprovement(claim, metric);
        double scale = metric.higherBetter ? 1 : -1;
        if (claim.kind == ClaimKind::PercentChange && base->value != 0) {
            scale *= 100 / std::abs(base->value);
            out.unit = QStringLiteral("%");
        } else if (claim.kind == ClaimKind::PercentagePoints && out.unit != QLatin1String("%")
                   && out.unit != QLatin1String("pp")) {
            scale *= 100;  // a share between 0 and 1, beside points out of 100
            out.unit = QStringLiteral("pp");
        }
        out.difference = (tech->value - base->value) * scale;
        if (const auto half = halfWidth(*base, *tech)) {
            out.low = out.difference - *half * std::abs(scale);
            out.high = out.difference + *half * std::abs(scale);
        }
        return out;
    }
    return std::nullopt;
}

QualityJudgement judgeQuality(const QualityDifference &q)
{
    const std::string unit = q.unit.isEmpty() ? "" : " " + q.unit.toStdString();
    const std::string measured = signedNumber(q.difference) + unit;
    if (!q.claimed) {
        return {ClaimVerdict::NotComparable,
                text("The paper states a level, not a difference; measured improvement here: {0}.",
                     "论文给出的是水平而非差值；本机实测改进：{0}。", measured)};
    }
    const std::string claimed = signedNumber(*q.claimed) + unit;
    if (!q.low || !q.high) {
        return {ClaimVerdict::NotComparable,
                text("Improvement {0} measured, {1} claimed; not judged, since the measurement "
                     "has no interval.",
                     "实测改进 {0}，声称 {1}；测量没有区间，故不作判断。", measured, claimed)};
    }
    const std::string low = signedNumber(*q.low);
    const std::string high = signedNumber(*q.high) + unit;
    if (*q.low <= *q.claimed && *q.claimed <= *q.high) {
        return {ClaimVerdict::Consistent,
                text("Consistent with the claim: {0} claimed lies within {1} to {2} measured here.",
                     "与论断一致：声称的 {0} 落在本机实测区间 {1} 至 {2} 内。", claimed, low,
                     high)};
    }
    const bool resolved = *q.low > 0 || *q.high < 0;
    if (resolved && (q.difference > 0) == (*q.claimed > 0)) {
        return {ClaimVerdict::Partly,
                text("Same direction: improvement {0} measured ({2} to {3}), {1} claimed.",
                     "方向一致：实测改进 {0}（{2} 至 {3}），声称 {1}。", measured, claimed, low,
                     high)};
    }
    return {ClaimVerdict::NotObserved,
            text("Not observed here: improvement {0} measured ({2} to {3}), {1} claimed.",
                 "在本机未观察到：实测改进 {0}（{2} 至 {3}），声称 {1}。", measured, claimed, low,
                 high)};
}

}  // namespace touchstone::compare
