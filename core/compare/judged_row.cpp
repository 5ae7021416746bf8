#include "compare/judged_row.h"

#include "compare/quality.h"
#include "compare/size_band.h"
#include "compare/spared_share.h"

#include <algorithm>

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

// A figure a little above its limit is within its own uncertainty of it.
void mentionLimit(ComparisonRow &row)
{
    const RatioResult &ratio = row.measured.first().ratio;
    if (ratio.limit && ratio.ratio > *ratio.limit && ratio.low <= *ratio.limit) {
        row.sentence =
                text("{0} The limit of {1}x lies within the interval.", "{2}极限 {1}x 位于区间内。",
                     row.sentence.en, measure::shownFactor(*ratio.limit), row.sentence.zh);
    }
}

// A newer run that is not shown must not vanish without a word.
void mentionNewest(ComparisonRow &row, const QVector<const RunInput *> &runs)
{
    const auto first = std::find_if(runs.begin(), runs.end(), [](const RunInput *run) {
        return !mistrustOf(run->result);  // those are mentioned with their reason
    });
    if (first == runs.end() || (*first)->at <= row.measured.first().at) {
        return;
    }
    const RunInput &newest = **first;
    const std::string date = newest.at.left(10).toStdString();
    if (newest.result.status == measure::RunStatus::Noisy) {
        row.sentence = text("{0} A newer run ({1}) was too noisy and is not shown.",
                            "{2}较新的一次运行（{1}）噪声过大，未采用。", row.sentence.en, date,
                            row.sentence.zh);
    } else if (newest.result.status == measure::RunStatus::Invalid) {
        row.sentence = text("{0} A newer run ({1}) is invalid and not shown.",
                            "{2}较新的一次运行（{1}）无效，未采用。", row.sentence.en, date,
                            row.sentence.zh);
    }
}

bool isKnobDecided(const ComparisonRow &row)
{
    return row.grade == Grade::Proxy || row.answer == Answer::Simulated;
}

// A knob may also be a parameter of a figure.
bool isDimension(const RatioResult &ratio, const KernelClaim::Knob &knob)
{
    return std::any_of(ratio.sizes.begin(), ratio.sizes.end(), [&](const auto &size) {
        return size.first == knob.dimension.toStdString();
    });
}

}  // namespace

void addBand(ComparisonRow &row, const KernelClaim &entry, const Metric *metric,
             const QVector<const RunInput *> &runs)
{
    const QString runId = row.quality ? row.quality->runId : row.measured.first().runId;
    const auto run = std::find_if(runs.begin(), runs.end(),
                                  [&](const RunInput *one) { return one->runId == runId; });
    if (!isKnobDecided(row) || run == runs.end()) {
        return;
    }
    const KernelResult &result = (*run)->result;
    if (row.quality) {
        row.band = qualityBand(row.claim, *metric, entry, result);
    } else if (isDimension(row.measured.first().ratio, entry.knob)) {
        row.band = bandOfSizes(runs, **run, row.measured.first().ratio, entry.knob, row.claimed);
    } else if (!entry.sparedShare.en.empty()) {
        row.band = sparedShareBand(row.measured.first().ratio, entry.sparedShare, row.claimed);
    } else {
        row.band = bandOfRatios(result, row.measured.first().ratio, row.claimed);
    }
    if (!row.band) {
        return;
    }
    for (Text &knob : row.band->knobs) {
        if (knob.en == entry.knob.dimension.toStdString()) {
            knob = entry.knob.name;
        }
    }
    const Text words = bandWords(*row.band);
    const bool isLevel = row.quality && !row.quality->claimed;
    if (!isLevel && row.band->holdsClaimAndNoEffect()) {
        // None of the settings is the paper's, so no interval at one of them agrees with anything.
        row.verdict = ClaimVerdict::Unresolved;
        const Text evidence = evidenceWords(row.quality ? row.quality->evidence
                                                        : row.measured.first().ratio.evidence,
                                            row.grade);
        row.sentence =
                text("Unresolved: {0}, and a parameter that we chose decides; the paper's own "
                     "value of it would resolve it. {1}",
                     "尚未分辨：{2}，且结果取决于我们选定的参数；须知论文所用取值方可分辨。{3}",
                     evidence.en, words.en, evidence.zh, words.zh);
    } else if (row.verdict == ClaimVerdict::Consistent && row.band->crossesClaim()) {
        row.verdict = ClaimVerdict::Partly;
        row.sentence =
                text("Same direction, but a parameter that we chose decides whether the size "
                     "agrees. {0}",
                     "方向一致，但大小是否相符取决于我们选定的参数。{1}", words.en, words.zh);
    } else {
        row.sentence =
                text("{0} {1}", "{2}{3}", row.sentence.en, words.en, row.sentence.zh, words.zh);
    }
}

void judgeRow(ComparisonRow &row, const QVector<const RunInput *> &runs)
{
    row.answer =
            answerOf(row.quality ? row.quality->evidence : row.measured.first().ratio.evidence);
    if (row.quality) {
        const Judgement judgement = judgeDifference(*row.quality, row.claim.qualifier, row.grade);
        row.verdict = judgement.verdict;
        row.sentence = judgement.sentence;
    } else if (row.claimed) {
        const Judgement judgement = judgeRatio(row.measured.first().ratio, *row.claimed,
                                               row.claim.qualifier, row.grade);
        row.verdict = judgement.verdict;
        row.sentence = judgement.sentence;
    } else {
        const RatioResult &ratio = row.measured.first().ratio;
        const Text measured = measure::verdictSentence(ratio);
        const Text evidence = evidenceWords(ratio.evidence, row.grade);
        row.sentence = text("The claim gives no improvement factor; {0}: {1}",
                            "该论断没有给出改进倍数；{2}：{3}", evidence.en, measured.en,
                            evidence.zh, measured.zh);
    }
    if (!row.measured.isEmpty()) {
        mentionLimit(row);
        mentionNewest(row, runs);
    }
}

}  // namespace touchstone::compare
