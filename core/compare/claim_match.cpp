#include "compare/claim_match.h"

#include "library/report.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace touchstone::compare {

namespace {

QString placeOf(const QString &report, int index)
{
    return report + QLatin1Char('/') + QString::number(index);
}

// Figures pass through decimal text, so they are equal up to rounding of the last digit.
bool sameFigure(double a, double b)
{
    return std::abs(a - b) <= 1e-6 * std::max(std::abs(a), std::abs(b));
}

bool printed(const Claim &claim, double value)
{
    return sameFigure(claim.value, value)
           || (claim.valueHigh && sameFigure(*claim.valueHigh, value))
           || (claim.normalised && sameFigure(claim.normalised->factor, value));
}

enum class Precision { Value, Metric, Paper };

std::optional<Precision> precisionOf(const KernelClaim &entry, const Claim &claim)
{
    if (entry.metric.isEmpty()) {
        return Precision::Paper;
    }
    if (entry.metric != claim.metric) {
        return std::nullopt;
    }
    if (!entry.value) {
        return Precision::Metric;
    }
    return printed(claim, *entry.value) ? std::optional(Precision::Value) : std::nullopt;
}

}  // namespace

ClaimMatcher::ClaimMatcher(const Vocabulary &vocabulary)
{
    for (const KernelText &kernel : vocabulary.kernels()) {
        for (const PaperRef &paper : kernel.papers) {
            const QString key = titleKey(paper.title);
            if (key.isEmpty()) {
                m_kernelsByPlace[placeOf(paper.report, paper.index)].append(&kernel);
            } else {
                m_kernelsByTitle[key].append(&kernel);
            }
        }
        for (const KernelClaim &entry : kernel.claims) {
            const QString key = titleKey(entry.paper.title);
            if (key.isEmpty()) {
                m_byPlace[placeOf(entry.paper.report, entry.paper.index)].append({&kernel, &entry});
            } else {
                m_byTitle[key].append({&kernel, &entry});
            }
        }
    }
}

QVector<MatchedEntry> ClaimMatcher::entriesOf(const PaperInput &paper) const
{
    QVector<MatchedEntry> entries = m_byTitle.value(titleKey(paper.title));
    entries += m_byPlace.value(placeOf(paper.report, paper.index));
    return entries;
}

std::optional<MatchedEntry> ClaimMatcher::match(const PaperInput &paper, const Claim &claim) const
{
    std::optional<MatchedEntry> best;
    std::tuple<Precision, Grade> bestRank{};
    for (const MatchedEntry &candidate : entriesOf(paper)) {
        const auto precision = precisionOf(*candidate.entry, claim);
        if (!precision) {
            continue;
        }
        const std::tuple rank{*precision, candidate.entry->grade};
        if (!best || rank < bestRank) {
            best = candidate;
            bestRank = rank;
        }
    }
    return best;
}

Text ClaimMatcher::whyNoMatch(const PaperInput &paper) const
{
    const QVector<const KernelText *> kernels =
            m_kernelsByTitle.value(titleKey(paper.title))
            + m_kernelsByPlace.value(placeOf(paper.report, paper.index));
    if (kernels.isEmpty() && entriesOf(paper).isEmpty()) {
        return {"No kernel speaks for this paper yet.", "尚无内核对应这篇论文。"};
    }
    return {"No kernel measures this claim of the paper yet.", "尚无内核测量该论文的这一论断。"};
}

}  // namespace touchstone::compare
