#include "library/claim_match.h"

#include "library/report.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace touchstone {

namespace {

QString placeOf(const PaperRef &paper)
{
    return paper.report + QLatin1Char('/') + QString::number(paper.index);
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

bool quotes(const Claim &claim, const QString &words)
{
    return std::any_of(claim.sources.cbegin(), claim.sources.cend(),
                       [&](const ClaimSource &source) {
                           return source.quote.contains(words, Qt::CaseInsensitive);
                       });
}

template <class Value>
void addOnce(QVector<Value> &list, const QVector<Value> &values)
{
    for (const Value &value : values) {
        if (!list.contains(value)) {
            list.append(value);
        }
    }
}

}  // namespace

std::optional<MatchPrecision> precisionOf(const KernelClaim &entry, const Claim &claim)
{
    if (entry.metric.isEmpty()) {
        return MatchPrecision::Paper;
    }
    if (entry.metric != claim.metric || (entry.value && !printed(claim, *entry.value))) {
        return std::nullopt;
    }
    if (!entry.words.isEmpty()) {
        const bool quoted = std::any_of(entry.words.cbegin(), entry.words.cend(),
                                        [&](const QString &words) { return quotes(claim, words); });
        return quoted ? std::optional(MatchPrecision::Words) : std::nullopt;
    }
    return entry.value ? MatchPrecision::Value : MatchPrecision::Metric;
}

ClaimMatcher::ClaimMatcher(const Vocabulary &vocabulary)
{
    for (const KernelText &kernel : vocabulary.kernels()) {
        QVector<PaperRef> papers = kernel.papers;
        for (const KernelClaim &entry : kernel.claims) {
            const QString key = titleKey(entry.paper.title);
            if (key.isEmpty()) {
                m_byPlace[placeOf(entry.paper)].append({&kernel, &entry});
            } else {
                m_byTitle[key].append({&kernel, &entry});
            }
            papers.append(entry.paper);
        }
        for (const PaperRef &paper : std::as_const(papers)) {
            const QString key = titleKey(paper.title);
            addOnce(key.isEmpty() ? m_kernelsByPlace[placeOf(paper)] : m_kernelsByTitle[key],
                    {&kernel});
        }
    }
}

QVector<MatchedEntry> ClaimMatcher::entriesOf(const PaperRef &paper) const
{
    return m_byTitle.value(titleKey(paper.title)) + m_byPlace.value(placeOf(paper));
}

QVector<const KernelText *> ClaimMatcher::kernelsOf(const PaperRef &paper) const
{
    QVector<const KernelText *> kernels = m_kernelsByTitle.value(titleKey(paper.title));
    addOnce(kernels, m_kernelsByPlace.value(placeOf(paper)));
    return kernels;
}

std::optional<MatchedEntry> ClaimMatcher::match(const PaperRef &paper, const Claim &claim) const
{
    std::optional<MatchedEntry> best;
    std::tuple<MatchPrecision, Grade> bestRank{};
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

}  // namespace touchstone
