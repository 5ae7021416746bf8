#include "compare/limit_share.h"

#include "compare/claim_words.h"

namespace touchstone::compare {

namespace {

std::string percent(double value)
{
    return QString::number(value, 'f', 1).toStdString() + " %";
}

// The share that is claimed, as a range: a bound leaves one end open.
bool agrees(const Claim &claim, double low, double high)
{
    const bool atLeast = claim.qualifier == Qualifier::AtLeast;
    return high >= claim.value && (atLeast || low <= claim.value);
}

}  // namespace

bool isLimitShare(const Claim &claim)
{
    return claim.rules.contains(QLatin1String("of-limit"));
}

void judgeLimitShare(ComparisonRow &row)
{
    if (!isLimitShare(row.claim) || row.measured.isEmpty()) {
        return;
    }
    const measure::RatioResult &ratio = row.measured.first().ratio;
    if (ratio.verdict == measure::RatioVerdict::Noisy || !ratio.limit) {
        row.verdict = ratio.limit ? ClaimVerdict::Noisy : ClaimVerdict::NotComparable;
        return;
    }
    const double low = 100 * ratio.low / *ratio.limit, high = 100 * ratio.high / *ratio.limit;
    const bool holds = agrees(row.claim, low, high);
    row.verdict = holds ? ClaimVerdict::Consistent : ClaimVerdict::NotObserved;
    const Text evidence = evidenceWords(ratio.evidence, row.grade, elsewhereOf(row));
    const Text place = placeWords(elsewhereOf(row));
    const Text claimed = figureText(row.claim);
    const Text word = holds ? Text{"Consistent with the claim", "与论断一致"}
                            : text("Not observed {0}", "{1}未观察到", place.en, place.zh);
    row.sentence = text("{0}: {1} of the limit claimed, {2} ({3} to {4}) {5}: {6}x of {7}x.",
                        "{8}：声称为极限的 {9}，{10} {2}（{3} 至 {4}），即 {7}x 中的 {6}x。",
                        word.en, claimed.en, percent(100 * ratio.ratio / *ratio.limit),
                        percent(low), percent(high), evidence.en, measure::shownFactor(ratio.ratio),
                        measure::shownFactor(*ratio.limit), word.zh, claimed.zh, evidence.zh);
}

}  // namespace touchstone::compare
