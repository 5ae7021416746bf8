#include "compare/comparison.h"

#include "compare/claim_match.h"
#include "compare/quality.h"
#include "compare/run_order.h"

#include <algorithm>
#include <cmath>

namespace touchstone::compare {

using measure::ClaimVerdict;
using measure::KernelResult;
using measure::RatioResult;

namespace {

std::optional<Claimed> claimedOf(const Claim &claim, const Metric *metric)
{
    if (!claim.normalised || (metric && metric->isQuality)) {
        return std::nullopt;
    }
    const NormalisedClaim &n = *claim.normalised;
    if (!std::isfinite(n.factor) || n.factor <= 0) {
        return std::nullopt;
    }
    Claimed claimed;
    claimed.claimId = claim.id;
    claimed.factor = n.factor;
    claimed.low = n.low;
    claimed.high = n.high;
    claimed.bound = claim.kind == ClaimKind::Bound || claim.qualifier == Qualifier::UpTo
                    || claim.qualifier == Qualifier::AtLeast
                    || claim.qualifier == Qualifier::AtMost;
    // A person who confirmed or edited the claim has decided what the flags asked.
    claimed.flagged = !claim.flags.isEmpty() && claim.status == ClaimStatus::Extracted;
    return claimed;
}

// "Adds p % of time" beside a timed ratio is the factor 1 / (1 + p / 100); no overhead is 1.
std::optional<Claimed> claimedOverhead(const Claim &claim)
{
    if (claim.metric != QLatin1String("overhead") || claim.value <= -100) {
        return std::nullopt;
    }
    Claimed claimed;
    claimed.claimId = claim.id;
    claimed.factor = 1 / (1 + claim.value / 100);
    return claimed;
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
    const measure::RatioWanted wanted{entry.baseline.toStdString(), entry.technique.toStdString(),
                                      entry.quantity.toStdString(), entry.operation.toStdString(),
                                      entry.group.toStdString(),    entry.shape.toStdString()};
    const std::vector<measure::Candidate> candidates = candidatesOf(runs);
    const auto add = [&](QVector<Measured> &list, measure::Counterpart counterpart) {
        for (const measure::RatioChoice &choice : ratiosFor(wanted, candidates, counterpart)) {
            list.append(measuredOf(*runs[qsizetype(choice.run)], *choice.ratio));
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
            if (drawable(ratio)) {
                row.measured.append(measuredOf(run, ratio));
            }
        }
    }
}

Text number(double value)
{
    const std::string shown = QString::number(value, 'g', 3).toStdString();
    return {shown, shown};
}

// A range is met when the intervals overlap, so the nearest value of the range is judged.
measure::ClaimJudgement judgeRange(const RatioResult &ratio, const Claimed &claimed)
{
    const double low = claimed.low.value_or(claimed.factor);
    const double high = claimed.high.value_or(claimed.factor);
    const bool trusted = ratio.verdict != measure::RatioVerdict::Noisy
                         && ratio.verdict != measure::RatioVerdict::Invalid;
    if (low < high && trusted && ratio.low <= high && ratio.high >= low) {
        return {ClaimVerdict::Consistent, 0,
                text("Consistent with the claim: the claimed range {0} to {1}x overlaps {2} to {3} "
                     "measured here.",
                     "与论断一致：声称的范围 {0} 至 {1} 倍与本机实测区间 {2} 至 {3} 重叠。",
                     number(low).en, number(high).en, number(ratio.low).en, number(ratio.high).en)};
    }
    return measure::judge(ratio, low < high ? std::clamp(ratio.ratio, low, high) : claimed.factor);
}

measure::ClaimJudgement judgeClaim(const RatioResult &ratio, const Claimed &claimed,
                                   Qualifier qualifier)
{
    measure::ClaimJudgement judgement = judgeRange(ratio, claimed);
    if (qualifier == Qualifier::AtLeast && judgement.verdict == ClaimVerdict::Partly
        && ratio.low >= claimed.factor) {
        return {ClaimVerdict::Consistent, judgement.share,
                text("Consistent with the claim: at least {0}x claimed, {1} to {2} measured here.",
                     "与论断一致：声称至少 {0} 倍，本机实测区间 {1} 至 {2}。",
                     number(claimed.factor).en, number(ratio.low).en, number(ratio.high).en)};
    }
    if (claimed.bound && judgement.verdict != ClaimVerdict::NotComparable) {
        judgement.sentence.en += " The claim is a bound, not a typical value.";
        judgement.sentence.zh += "该论断是界限值，并非典型值。";
    }
    return judgement;
}

Text whyNothingMeasured(const QString &kernel, const QVector<const RunInput *> &runs)
{
    if (runs.isEmpty()) {
        return text("Not measured yet: run the kernel {0}.", "尚未测量：请运行内核 {0}。",
                    kernel.toStdString());
    }
    const KernelResult &newest = runs.first()->result;
    if (newest.status == measure::RunStatus::Ok) {
        return text("The runs of the kernel {0} do not hold this ratio; run it again.",
                    "内核 {0} 的运行结果不含该比值，请重新运行。", kernel.toStdString());
    }
    return text("The newest run of the kernel {0} gave no ratio ({1}): {2}",
                "内核 {0} 最近一次运行没有得到比值（{1}）：{2}", kernel.toStdString(),
                measure::toWord(newest.status), newest.message);
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

void judgeRow(ComparisonRow &row, const QVector<const RunInput *> &runs)
{
    if (row.quality) {
        const QualityJudgement judgement = judgeQuality(*row.quality);
        row.verdict = judgement.verdict;
        row.sentence = judgement.sentence;
    } else if (row.measured.isEmpty()) {
        row.sentence = whyNothingMeasured(row.kernel, runs);
    } else if (row.claimed) {
        const auto judgement =
                judgeClaim(row.measured.first().ratio, *row.claimed, row.claim.qualifier);
        row.verdict = judgement.verdict;
        row.sentence = judgement.sentence;
    } else {
        const Text measured = measure::verdictSentence(row.measured.first().ratio);
        row.sentence = text("The claim gives no improvement factor. {0}",
                            "该论断没有给出改进倍数。{1}", measured.en, measured.zh);
    }
    if (!row.measured.isEmpty()) {
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
        row.sentence = text("Not measurable here: {0}", "在此无法测量：{1}", entry.reason.en,
                            entry.reason.zh);
        return;
    }
    row.kernel = match.kernel->id;
    row.quantity = quantityOf(entry);
    const QVector<const RunInput *> own = runsOf(runs, row.kernel);
    const bool timed = entry.quantity == QLatin1String("time");
    if (timed && !row.claimed) {
        row.claimed = claimedOverhead(row.claim);
    }
    if (metric && metric->isQuality && !timed) {
        row.quality = qualityDifference(row.claim, *metric, entry, own);
    } else {
        addRuns(row, entry, own);
    }
    if (!row.measured.isEmpty()) {
        row.limit = row.measured.first().ratio.limit;
    }
    judgeRow(row, own);
}

}  // namespace

QVector<RunInput> selectRuns(const QVector<RunInput> &runs, const RunFilter &filter)
{
    QVector<RunInput> chosen;
    const auto fits = [](const QString &wanted, const QString &value) {
        return wanted.isEmpty() || wanted == value;
    };
    std::copy_if(runs.begin(), runs.end(), std::back_inserter(chosen), [&](const RunInput &run) {
        return fits(filter.machine, run.machine)
               && fits(filter.device, QString::fromStdString(run.result.device))
               && fits(filter.preset, QString::fromStdString(run.result.preset));
    });
    return chosen;
}

QVector<ComparisonRow> compareClaims(const QVector<PaperInput> &papers,
                                     const QVector<RunInput> &runs, const Vocabulary &vocabulary)
{
    const ClaimMatcher matcher(vocabulary);
    QVector<ComparisonRow> rows;
    for (const PaperInput &paper : papers) {
        for (const Claim &claim : paper.claims) {
            if (claim.status == ClaimStatus::Rejected) {
                continue;
            }
            const Metric *metric = vocabulary.metric(claim.metric);
            ComparisonRow row;
            row.paperId = paper.id;
            row.paperTitle = paper.title;
            row.paperShortName = paper.shortName;
            row.techniques = paper.techniques;
            row.fields = paper.fields;
            row.claim = claim;
            row.claimed = claimedOf(claim, metric);
            if (const auto match = matcher.match(paper, claim)) {
                addKernel(row, *match, metric, runs);
            } else {
                row.sentence = matcher.whyNoMatch(paper);
            }
            const bool ownRuns = !row.measured.isEmpty();
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
