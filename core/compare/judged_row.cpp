#include "compare/judged_row.h"

#include "compare/claim_words.h"
#include "compare/limit_share.h"
#include "compare/operation_name.h"
#include "compare/quality.h"
#include "compare/size_band.h"
#include "compare/spared_share.h"

#include <algorithm>
#include <cmath>

namespace touchstone::compare {

using measure::KernelResult;
using measure::RatioResult;

namespace {

Answer answerOf(measure::Evidence evidence)
{
    switch (evidence) {
    case measure::Evidence::Computed:
        return Answer::Computed;
    case measure::Evidence::Simulated:
        return Answer::Simulated;
    case measure::Evidence::Measured:
        break;
    }
    return Answer::Measured;
}

// A knob that is named is shown whatever the grade.
bool isKnobDecided(const ComparisonRow &row, const KernelClaim &entry)
{
    return row.grade == Grade::Proxy || row.answer == Answer::Simulated || !entry.knobs.isEmpty();
}

// "up to 17.3% (1.209x)": beside a ratio, a claim in another unit is given as a ratio too.
Text claimedWords(const ComparisonRow &row)
{
    Text claimed = figureText(row.claim);
    const bool isRatio = row.claim.unit == QLatin1String("x")
                         || row.claim.unit == QStringLiteral("×") || isLimitShare(row.claim);
    if (row.quality || !row.claimed || isRatio) {
        return claimed;
    }
    return text("{0} ({2}x)", "{1}（{2}x）", claimed.en, claimed.zh,
                measure::shownFactor(row.claimed->factor));
}

// "3.21x (3.00 to 3.43) measured here (PX), 2.5x claimed".
Text figureWords(const ComparisonRow &row)
{
    const Text claimed = claimedWords(row);
    std::string found, range;
    measure::Evidence evidence{};
    const auto span = [&range](const std::string &low, const std::string &high) {
        range = inBrackets(low, high);
    };
    if (row.quality) {
        const QualityDifference &q = *row.quality;
        const std::string unit = q.unit.isEmpty() ? "" : " " + q.unit.toStdString();
        const auto shown = [&q](double value) {
            return (q.level ? shortNumber(value) : signedNumber(value)).toStdString();
        };
        const auto low = q.level ? q.level->low : q.low, high = q.level ? q.level->high : q.high;
        found = shown(q.level ? q.level->found : q.difference) + unit;
        if (low && high && *low < *high) {
            span(shown(*low), shown(*high) + unit);
        }
        evidence = q.evidence;
    } else if (isLimitShare(row.claim) && row.measured.first().ratio.limit) {
        found = shareWords(row.measured.first().ratio);
        evidence = row.measured.first().ratio.evidence;
    } else {
        const RatioResult &ratio = row.measured.first().ratio;
        found = measure::shownFactor(ratio.ratio) + "x";
        span(measure::shownFactor(ratio.low), measure::shownFactor(ratio.high));
        evidence = ratio.evidence;
    }
    const Text how = evidenceWords(evidence, row.grade, elsewhereOf(row));
    return text("{0}{1} {2}, {3} claimed", "{4} {0}{1}，论断为 {5}", found, range, how.en,
                claimed.en, how.zh, claimed.zh);
}

// Otherwise a knob is a parameter of a figure.
bool isOfShapeOrVariants(const RatioResult &ratio, const KernelClaim::Knob &knob)
{
    return !knob.pairs.isEmpty() || sizeIn(ratio.sizes, knob.dimension.toStdString());
}

void nameKnobs(Band &band, const QVector<KernelClaim::Knob> &known)
{
    QStringList units;
    for (Text &name : band.knobs) {
        const auto knob = std::find_if(known.begin(), known.end(), [&](const auto &one) {
            return one.dimension.toStdString() == name.en;
        });
        const bool isKnown = knob != known.end();  // else it has its name and unit already
        units.append(isKnown ? knob->unit : band.knobUnits.value(units.size()));
        name = isKnown ? knob->name : name;
    }
    band.knobUnits = units;
}

}  // namespace

bool isOfMean(const ComparisonRow &row)
{
    return row.claim.qualifier == Qualifier::Average && !row.others.isEmpty() && row.claimed;
}

void addBand(ComparisonRow &row, const KernelClaim &entry, const Metric *metric,
             const QVector<const RunInput *> &runs)
{
    const QString runId = row.quality ? row.quality->runId : row.measured.first().runId;
    const auto run = std::find_if(runs.begin(), runs.end(),
                                  [&](const RunInput *one) { return one->runId == runId; });
    if (!isKnobDecided(row, entry) || run == runs.end()) {
        return;
    }
    const KernelResult &result = (*run)->result;
    if (row.quality) {
        row.band = qualityBand(row.claim, *metric, entry, result);
    } else if (std::any_of(entry.knobs.begin(), entry.knobs.end(), [&](const auto &knob) {
                   return isOfShapeOrVariants(row.measured.first().ratio, knob);
               })) {
        row.band = bandOfSizes(runs, **run, row.measured.first().ratio, entry.knobs,
                               isLimitShare(row.claim) ? shareFigure(row.claim)
                                                       : factorFigure(row.claimed));
    } else if (!entry.sparedShare.en.empty()) {
        row.band = sparedShareBand(row.measured.first().ratio, entry.sparedShare, row.claimed);
    } else {
        row.band = bandOfRatios(result, row.measured.first().ratio, row.claimed);
    }
    if (!row.band) {
        return;
    }
    nameKnobs(*row.band, entry.knobs);
    const Text words = bandWords(*row.band);
    const bool isLevel = row.quality && row.quality->level;
    if (isLevel ? row.band->crossesClaim() : row.band->holdsClaimAndNoEffect()) {
        // None of the settings is the paper's, so no interval at one of them agrees with anything.
        row.verdict = ClaimVerdict::Unresolved;
        const Text figure = figureWords(row);
        row.sentence = text(
                "Unresolved, as a parameter that we chose decides: {0}. The paper's own data or "
                "setting would tell. {1}",
                "尚未分辨，因为结果取决于我们选定的参数：{2}。需论文的数据或设置才能判定。{3}",
                figure.en, words.en, figure.zh, words.zh);
    } else if (row.verdict == ClaimVerdict::Consistent && row.band->holdsNowhere()) {
        // Of one setting the interval reaches the claim, of none the figure.
        row.verdict = ClaimVerdict::Partly;
        const Text figure = figureWords(row);
        row.sentence = text("Same direction: {0}; only the interval reaches the claim. {1}",
                            "方向一致：{2}；仅区间触及论断值。{3}", figure.en, words.en, figure.zh,
                            words.zh);
    } else if ((row.verdict == ClaimVerdict::Consistent || row.verdict == ClaimVerdict::Partly)
               && row.band->crossesClaim()) {
        // Nor is the share of the claimed effect at one setting a share of anything.
        row.verdict = ClaimVerdict::Partly;
        const Text figure = figureWords(row);
        row.sentence =
                text("Same direction: {0}, but a parameter that we chose decides whether the size "
                     "agrees. {1}",
                     "方向一致：{2}，但大小是否相符取决于我们选定的参数。{3}", figure.en, words.en,
                     figure.zh, words.zh);
    } else {
        row.sentence =
                text("{0} {1}", "{2}{3}", row.sentence.en, words.en, row.sentence.zh, words.zh);
    }
}

void takeMean(ComparisonRow &row)
{
    if (!isOfMean(row)) {
        return;
    }
    row.others.prepend(row.measured.first());
    RatioResult &mean = row.measured.first().ratio;
    double logs = 0, squares = 0;
    bool isNoisy = false;
    for (const Measured &one : std::as_const(row.others)) {
        logs += std::log(one.ratio.ratio);
        // Each was paired by itself: the half-widths add in squares.
        squares += std::pow(std::log(one.ratio.high / one.ratio.low) / 2, 2);
        isNoisy |= one.ratio.verdict == measure::RatioVerdict::Noisy;
    }
    const double count = double(row.others.size());
    const double half = std::sqrt(squares) / count;
    mean.ratio = std::exp(logs / count);
    mean.low = mean.ratio * std::exp(-half);
    mean.high = mean.ratio * std::exp(half);
    mean.verdict = isNoisy         ? measure::RatioVerdict::Noisy
                   : mean.low > 1  ? measure::RatioVerdict::Faster
                   : mean.high < 1 ? measure::RatioVerdict::Slower
                                   : measure::RatioVerdict::Unresolved;
    mean.limit.reset();
    mean.operation.clear();
    mean.shape.clear();
    row.operation.clear();
    row.shape.clear();
    row.limit.reset();
    row.naive.clear();  // of one operation alone
}

void judgeRow(ComparisonRow &row)
{
    row.answer =
            answerOf(row.quality ? row.quality->evidence : row.measured.first().ratio.evidence);
    if (row.quality) {
        const Judgement judgement = judgeDifference(*row.quality, row.claim.qualifier, row.grade);
        row.verdict = judgement.verdict;
        row.sentence = judgement.sentence;
    } else if (row.claimed) {
        const Judgement judgement =
                judgeRatio(row.measured.first().ratio, *row.claimed, row.claim.qualifier, row.grade,
                           elsewhereOf(row), row.kernel);
        row.verdict = judgement.verdict;
        row.sentence = judgement.sentence;
    } else {
        const RatioResult &ratio = row.measured.first().ratio;
        const Text measured = namedVerdict(row.kernel, ratio);
        const Text evidence = evidenceWords(ratio.evidence, row.grade, elsewhereOf(row));
        row.sentence = text("The claim gives no improvement factor; {0}: {1}",
                            "该论断没有给出改进倍数；{2}：{3}", evidence.en, measured.en,
                            evidence.zh, measured.zh);
    }
}

}  // namespace touchstone::compare
