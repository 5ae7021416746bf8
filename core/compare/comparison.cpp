#include "compare/comparison.h"

#include "compare/claimed_factor.h"
#include "compare/quality.h"
#include "compare/run_order.h"
#include "compare/size_band.h"
#include "compare/spared_share.h"
#include "library/claim_match.h"

#include <algorithm>
#include <array>
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

bool weakBaseline(const KernelResult &result, const RatioResult &ratio)
{
    return std::any_of(result.variants.begin(), result.variants.end(), [&](const auto &variant) {
        return variant.id == ratio.baseline && variant.weakBaseline
               && (ratio.shape.empty() || variant.shape == ratio.shape);
    });
}

Measured measuredOf(const RunInput &run, const RatioResult &ratio)
{
    Measured measured;
    measured.runId = run.runId;
    measured.machine = run.machine;
    measured.device = QString::fromStdString(run.result.device);
    measured.preset = QString::fromStdString(run.result.preset);
    measured.at = run.at;
    measured.pinned = run.pinned;
    measured.threads = run.result.threads;
    measured.ratio = ratio;
    measured.status = run.result.status;
    measured.weakBaseline = weakBaseline(run.result, ratio);
    return measured;
}

bool drawable(const RatioResult &ratio)
{
    return std::isfinite(ratio.ratio) && ratio.ratio > 0
           && ratio.verdict != measure::RatioVerdict::Invalid;
}

QString quantityOf(const KernelClaim &entry)
{
    return entry.quantity.isEmpty() ? QStringLiteral("time") : entry.quantity;
}

// Fills measured and naive from the runs of the kernel.
void addRuns(ComparisonRow &row, const KernelClaim &entry, const QVector<const RunInput *> &runs)
{
    const measure::RatioWanted wanted{entry.baseline.toStdString(),
                                      entry.technique.toStdString(),
                                      entry.quantity.toStdString(),
                                      entry.operation.toStdString(),
                                      entry.group.toStdString(),
                                      entry.shape.toStdString(),
                                      entry.at};
    const std::vector<measure::Candidate> candidates = candidatesOf(runs);
    const auto add = [&](QVector<Measured> &list, measure::Counterpart counterpart) {
        for (const measure::RatioChoice &choice : ratiosFor(wanted, candidates, counterpart)) {
            list.append(measuredOf(*runs[qsizetype(choice.run)], *choice.ratio));
            // The clock ran, but our generator decided what it saw.
            if (!entry.sparedShare.en.empty()) {
                list.last().ratio.evidence = measure::Evidence::Simulated;
            }
        }
    };
    add(row.measured, measure::Counterpart::Strong);
    add(row.naive, measure::Counterpart::Naive);
}

// Measurements by other tools that a person gave for this claim.
void addForeignRuns(ComparisonRow &row, const QVector<RunInput> &runs)
{
    const std::string claim = row.claim.id.toStdString();
    for (const RunInput &run : runs) {
        const auto given = run.result.plan.find(foreignClaimKey);
        if (given == run.result.plan.end() || given->second != claim) {
            continue;
        }
        for (const RatioResult &ratio : run.result.ratios) {
            if (!canAnswer(row.claim, ratio.quantity)) {
                row.sentence =
                        text("The measurement given for this claim ({0}) is of another "
                             "quantity than the claim.",
                             "为该论断提供的测量（{0}）与论断并非同一物理量。", ratio.quantity);
            } else if (drawable(ratio)) {
                row.measured.append(measuredOf(run, ratio));
            }
        }
    }
}

Text whyNothingMeasured(const QString &kernel, const QString &preset,
                        const QVector<const RunInput *> &runs)
{
    if (runs.isEmpty()) {
        return text("Not measured yet: run the kernel {0}; its preset {1} answers this claim.",
                    "尚未测量：请运行内核 {0}；预设 {1} 可回答该论断。", kernel.toStdString(),
                    preset.toStdString());
    }
    const KernelResult &newest = runs.first()->result;
    if (newest.status == measure::RunStatus::Ok) {
        return text("The runs of the kernel {0} do not hold this figure; its preset {1} does.",
                    "内核 {0} 的运行结果不含该数值；预设 {1} 含有它。", kernel.toStdString(),
                    preset.toStdString());
    }
    return text("The newest run of the kernel {0} ({1}) does not hold this figure; its preset {3} "
                "does. {2}",
                "内核 {0} 最近一次运行（{1}）不含该数值；预设 {3} 含有它。{2}",
                kernel.toStdString(), measure::toWord(newest.status), newest.message,
                preset.toStdString());
}

// The preset to run next for a figure that no run holds: one that has been run without giving it
// would not give it again.
QString presetToRun(const QString &smallest, const QVector<const RunInput *> &runs)
{
    constexpr std::array<const char *, 3> ascending{"small", "medium", "large"};
    auto preset = std::find(ascending.begin(), ascending.end(), smallest.toStdString());
    const auto ranIt = [&](const char *word) {
        return std::any_of(runs.begin(), runs.end(), [word](const RunInput *run) {
            const measure::RunStatus status = run->result.status;
            return run->result.preset == word && run->result.verification.passed
                   && (status == measure::RunStatus::Ok || status == measure::RunStatus::Noisy);
        });
    };
    while (preset != ascending.end() && ranIt(*preset)) {
        ++preset;
    }
    return preset == ascending.end() ? smallest : QLatin1String(*preset);
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
    if (runs.isEmpty() || runs.first()->at <= row.measured.first().at) {
        return;
    }
    const RunInput &newest = *runs.first();
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

// Of a row whose figure a parameter of our generator decides: the figure over that parameter.
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

// Of a row that has a figure.
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

void judgeForeign(ComparisonRow &row)
{
    judgeRow(row, {});
    const Text unverified = {"Measured by another tool, neither verified nor paired.",
                             "由其他工具测得，未经验证，亦非配对测量。"};
    row.sentence = text("{0} {1}", "{2}{3}", row.sentence.en, unverified.en, row.sentence.zh,
                        unverified.zh);
}

QVector<const RunInput *> runsOf(const QVector<RunInput> &runs, const QString &kernel)
{
    QVector<const RunInput *> own;
    const std::string id = kernel.toStdString();
    for (const RunInput &run : runs) {
        if (run.result.kernel == id) {
            own.append(&run);
        }
    }
    std::stable_sort(own.begin(), own.end(), [](const RunInput *a, const RunInput *b) {
        return a->at > b->at;  // ISO 8601, UTC: text order is time order
    });
    return own;
}

void addKernel(ComparisonRow &row, const MatchedEntry &match, const Metric *metric,
               const QVector<RunInput> &runs)
{
    const KernelClaim &entry = *match.entry;
    row.grade = entry.grade;
    row.gradeReason = entry.reason;
    if (entry.grade == Grade::NotMeasurable) {
        row.answer = Answer::NotMeasurable;
        row.sentence = text("Not measurable here: {0}", "在此无法测量：{1}", entry.reason.en,
                            entry.reason.zh);
        return;
    }
    row.answer = Answer::NotRun;
    row.kernel = match.kernel->id;
    row.preset = match.kernel->presetFor(entry);
    row.operation = entry.operation;
    row.shape = entry.shape;
    row.quantity = quantityOf(entry);
    const QVector<const RunInput *> own = runsOf(runs, row.kernel);
    // An overhead is a ratio of costs: of times, or of the FLOPs that they follow from.
    if (!row.claimed) {
        row.claimed = claimedOverhead(row.claim);
    }
    const bool ofCosts = row.claimed || entry.quantity == QLatin1String("time");
    if (metric && metric->isQuality && !ofCosts) {
        row.quality = qualityDifference(row.claim, *metric, entry, own);
    } else {
        addRuns(row, entry, own);
    }
    if (!row.measured.isEmpty()) {
        row.limit = row.measured.first().ratio.limit;
    }
    if (row.quality || !row.measured.isEmpty()) {
        judgeRow(row, own);
        addBand(row, entry, metric, own);
    } else {
        row.preset = presetToRun(row.preset, own);
        row.sentence = whyNothingMeasured(row.kernel, row.preset, own);
    }
}

// A claim of the paper that none of its kernels has an entry for.
void addNoEntry(ComparisonRow &row, const QVector<const KernelText *> &kernels,
                const Metric *metric)
{
    if (kernels.isEmpty()) {
        row.sentence = {"The kernel of this paper is to come.", "该论文的内核尚待加入。"};
        return;
    }
    const Text name = metric ? metric->name
                             : Text{row.claim.metric.toStdString(), row.claim.metric.toStdString()};
    row.answer = Answer::NotMeasurable;
    row.grade = Grade::NotMeasurable;
    row.sentence = text("Not measurable here: the kernel {0} does not reproduce this claim ({1}).",
                        "在此无法测量：内核 {0} 不复现该论断（{2}）。",
                        kernels.first()->id.toStdString(), name.en, name.zh);
    row.gradeReason = row.sentence;
}

}  // namespace

bool canAnswer(const Claim &claim, const std::string &quantity)
{
    const Metric *metric = Vocabulary::bundled().metric(claim.metric);
    if (metric && metric->isQuality) {
        return quantity != "time";
    }
    const QString wanted = claim.normalised ? claim.normalised->quantity
                           : metric         ? metric->quantity
                                            : QString();
    const bool timed = wanted == QLatin1String("time") || wanted == QLatin1String("rate");
    return wanted.isEmpty() || timed == (quantity == "time");
}

QString paperName(const ComparisonRow &row)
{
    const QString name = row.paperShortName.isEmpty() ? row.paperTitle : row.paperShortName;
    return name.isEmpty() ? row.paperId : name;
}

QVector<ComparisonRow> compareClaims(const QVector<PaperInput> &papers,
                                     const QVector<RunInput> &runs, const Vocabulary &vocabulary)
{
    const ClaimMatcher matcher(vocabulary);
    QVector<ComparisonRow> rows;
    for (const PaperInput &paper : papers) {
        const PaperRef place{paper.report, paper.index, paper.title};
        for (const Claim &claim : paper.claims) {
            if (claim.status == ClaimStatus::Rejected) {
                continue;
            }
            const Metric *metric = vocabulary.metric(claim.metric);
            ComparisonRow row;
            row.paperId = paper.id;
            row.paperTitle = paper.title;
            row.paperShortName = paper.shortName;
            row.generatedAt = paper.generatedAt;
            row.index = paper.index;
            row.techniques = paper.techniques;
            row.fields = paper.fields;
            row.claim = claim;
            row.claimed = claimedOf(claim, metric);
            if (const auto match = matcher.match(place, claim)) {
                addKernel(row, *match, metric, runs);
            } else {
                addNoEntry(row, matcher.kernelsOf(place), metric);
            }
            const bool ownRuns = row.isAnswered();
            addForeignRuns(row, runs);
            if (!ownRuns && !row.measured.isEmpty()) {
                judgeForeign(row);
            }
            rows.append(row);
        }
    }
    return rows;
}

QVector<Measured> ratiosWithoutClaim(const QString &kernel, const QVector<RunInput> &runs,
                                     const QVector<ComparisonRow> &rows)
{
    const bool claimed = std::any_of(rows.begin(), rows.end(), [&](const ComparisonRow &row) {
        return row.kernel == kernel && !row.measured.isEmpty();
    });
    QVector<Measured> out;
    if (claimed) {
        return out;
    }
    const QVector<const RunInput *> own = runsOf(runs, kernel);
    const QVector<const RunInput *> order = bestFirst(own);
    if (order.isEmpty()) {
        return out;
    }
    const RunInput &best = *order.first();
    for (const RatioResult &ratio : best.result.ratios) {
        if (ratio.shape.empty() && drawable(ratio)) {
            out.append(measuredOf(best, ratio));
        }
    }
    return out;
}

}  // namespace touchstone::compare
