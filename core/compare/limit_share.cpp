#include "compare/limit_share.h"

#include "compare/claim_words.h"

#include <cmath>

namespace touchstone::compare {

namespace {

std::string percent(double value)
{
    return QString::number(value, 'f', 1).toStdString() + " %";
}

double shareOf(const measure::RatioResult &ratio, double factor)
{
    return ratio.limit ? 100 * factor / *ratio.limit : std::nan("");
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

std::string shareWords(const measure::RatioResult &ratio)
{
    return percent(shareOf(ratio, ratio.ratio))
           + inBrackets(percent(shareOf(ratio, ratio.low)), percent(shareOf(ratio, ratio.high)));
}

RatioFigure shareFigure(const Claim &claim)
{
    return {QStringLiteral("%"), [](const auto &ratio) { return shareOf(ratio, ratio.ratio); },
            [wanted = claim.value](double share) { return share >= wanted; }};
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
    const bool holds = agrees(row.claim, shareOf(ratio, ratio.low), shareOf(ratio, ratio.high));
    row.verdict = holds ? ClaimVerdict::Consistent : ClaimVerdict::NotObserved;
    const Text evidence = evidenceWords(ratio.evidence, row.grade, elsewhereOf(row));
    const Text place = placeWords(elsewhereOf(row));
    const Text claimed = figureText(row.claim);
    const Text word = holds ? Text{"Consistent with the claim", "与论断一致"}
                            : text("Not observed {0}", "{1}未观察到", place.en, place.zh);
    row.sentence = text("{0}: {1} of the limit claimed, {2} {3}: {4}x of {5}x.",
                        "{6}：论断为上限的 {7}，{8} {2}，即 {5}x 中的 {4}x。", word.en, claimed.en,
                        shareWords(ratio), evidence.en, measure::shownFactor(ratio.ratio),
                        measure::shownFactor(*ratio.limit), word.zh, claimed.zh, evidence.zh);
}

}  // namespace touchstone::compare
