#include "compare/comparison.h"

#include "compare/beside_figures.h"
#include "compare/claimed_factor.h"
#include "compare/drawable.h"
#include "compare/foreign_claim.h"
#include "compare/judged_row.h"
#include "compare/limit_share.h"
#include "compare/many_papers.h"
#include "compare/quality.h"
#include "compare/remarks.h"
#include "compare/run_order.h"
#include "compare/run_words.h"
#include "compare/size_band.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace touchstone::compare {

using measure::KernelResult;
using measure::RatioResult;

namespace {

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
    measured.elsewhere = run.elsewhere;
    measured.origin = originOf(run.result);
    measured.mistrust = mistrustOf(run.result);
    return measured;
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
    for (const measure::RatioChoice &choice : mistrustedRatiosFor(wanted, candidates)) {
        row.mistrusted.append(measuredOf(*runs[qsizetype(choice.run)], *choice.ratio));
    }
}

// What was left out must not vanish without a word.
void mentionMistrusted(ComparisonRow &row, const QVector<const RunInput *> &runs)
{
    for (const RunInput *run : runs) {
        const auto reason = mistrustOf(run->result);
        if (!reason) {
            continue;
        }
        const std::string id = run->runId.toStdString();
        const std::string file = originOf(run->result).file;
        const Text from = file.empty() ? Text{} : text(" from {0}", "（来自 {0}）", file);
        row.sentence = text("{0} The run {1}{2} is mistrusted and not compared: {3}.",
                            "{4}运行 {1}{5}不可信，未参与比较：{6}。", row.sentence.en, id, from.en,
                            reason->en, row.sentence.zh, from.zh, reason->zh);
        return;  // runs --json and the window name the others
    }
}

// The figure that answers: of quality, a computed level or a ratio.
void addFigure(ComparisonRow &row, const KernelClaim &entry, const Metric *metric,
               const QVector<const RunInput *> &runs)
{
    const bool ofCosts = row.claimed || entry.quantity == QLatin1String("time");
    if (metric && metric->isQuality && !ofCosts) {
        row.quality = qualityDifference(row.claim, *metric, entry, runs);
        return;
    }
    if (metric && !ofCosts) {
        row.quality = computedLevel(row.claim, *metric, entry, runs);
    }
    if (!row.quality) {
        addRuns(row, entry, runs);
    }
}

// Where the kernel has several operations, a reader wants each of them beside the one that answers:
// their means in the shown run.
void addOtherOperations(ComparisonRow &row, const RunInput &run)
{
    const Measured shown = row.measured.first();
    for (const RatioResult &ratio : run.result.ratios) {
        if (ratio.shape.empty() && ratio.operation != shown.ratio.operation
            && ratio.baseline == shown.ratio.baseline && ratio.technique == shown.ratio.technique
            && ratio.quantity == shown.ratio.quantity && ratio.at.empty() && drawable(ratio)) {
            row.others.append(measuredOf(run, ratio));
        }
    }
}

QString planned(const RunInput &run, const char *key)
{
    const auto found = run.result.plan.find(key);
    return found == run.result.plan.end() ? QString() : QString::fromStdString(found->second);
}

// Figures of quality by another tool; a figure of our own stays.
void addForeignQuality(ComparisonRow &row, const RunInput &run, const Metric *metric)
{
    const QString figure = planned(run, foreignMetricKey);
    if (row.quality || !metric || !metric->isQuality || figure != row.claim.metric) {
        return;
    }
    KernelClaim entry;
    entry.quantity = figure;
    entry.baseline = planned(run, foreignBaselineKey);
    entry.technique = planned(run, foreignTechniqueKey);
    row.quality = qualityDifferenceIn(row.claim, *metric, entry, run);
}

// Measurements by other tools that a person gave for this claim.
void addForeignRuns(ComparisonRow &row, const QVector<RunInput> &runs, const Metric *metric)
{
    const std::string claim = row.claim.id.toStdString();
    for (const RunInput &run : runs) {
        const auto given = run.result.plan.find(foreignClaimKey);
        if (given == run.result.plan.end() || given->second != claim) {
            continue;
        }
        if (run.result.ratios.empty()) {
            addForeignQuality(row, run, metric);
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

// For people: by their names.
Text whyNothingMeasured(const Text &kernel, const Text &preset,
                        const QVector<const RunInput *> &runs)
{
    const auto say = [&](std::string_view en, std::string_view zh) {
        return Text{text(en, "", kernel.en, preset.en).en, text("", zh, kernel.zh, preset.zh).zh};
    };
    const bool nothing = std::all_of(runs.begin(), runs.end(), [](const RunInput *run) {
        return mistrustOf(run->result).has_value();
    });
    if (nothing) {
        return say("Not measured yet: run the kernel “{0}”; its preset {1} answers this claim.",
                   "尚未测量：请运行内核“{0}”；预设“{1}”可回答该论断。");
    }
    const KernelResult &newest = (*std::find_if(runs.begin(), runs.end(), [](const RunInput *run) {
                                     return !mistrustOf(run->result);
                                 }))->result;
    if (newest.status == measure::RunStatus::Ok) {
        return say("The runs of the kernel “{0}” do not hold this figure; its preset {1} does.",
                   "内核“{0}”的运行结果不含该数值；预设“{1}”含有它。");
    }
    if (newest.status == measure::RunStatus::Cancelled) {
        return say("The last run of the kernel “{0}” was cancelled before this figure; its preset "
                   "{1} answers this claim.",
                   "内核“{0}”最近一次运行在得到该数值前已取消；预设“{1}”可回答该论断。");
    }
    const Text status = statusWords(newest.status);
    // Messages of the measuring program are in English.
    return text("The newest run of the kernel “{0}” ({1}) does not hold this figure; its preset "
                "{2} does. {3}",
                "内核“{4}”最近一次运行（{5}）不含该数值；预设“{6}”含有它。", kernel.en, status.en,
                preset.en, newest.message, kernel.zh, status.zh, preset.zh);
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
                   && !mistrustOf(run->result)
                   && (status == measure::RunStatus::Ok || status == measure::RunStatus::Noisy);
        });
    };
    while (preset != ascending.end() && ranIt(*preset)) {
        ++preset;
    }
    return preset == ascending.end() ? smallest : QLatin1String(*preset);
}

void judgeForeign(ComparisonRow &row)
{
    judgeRow(row);
    addRemarks(row, {});
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
    addFigure(row, entry, metric, own);
    if (!row.measured.isEmpty()) {
        row.limit = row.measured.first().ratio.limit;
        const auto shown = std::find_if(own.begin(), own.end(), [&](const RunInput *run) {
            return run->runId == row.measured.first().runId;
        });
        addOtherOperations(row, **shown);
        takeMean(row);
        addLoss(row, entry, **shown);
        addBeside(row, entry, **shown);
    }
    if (row.quality || !row.measured.isEmpty()) {
        judgeRow(row);
        judgeLimitShare(row);
        addBand(row, entry, metric, own);
        addRemarks(row, own);
    } else {
        row.preset = presetToRun(row.preset, own);
        row.sentence = whyNothingMeasured(match.kernel->name, presetWords(row.preset), own);
    }
    mentionMistrusted(row, own);
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
    QString name = row.paperShortName.isEmpty() ? row.paperTitle : row.paperShortName;
    if (!name.isEmpty()) {
        return name;
    }
    return row.index > 0 && !row.generatedAt.isEmpty()
                   ? QStringLiteral("%1 #%2").arg(row.generatedAt.left(10)).arg(row.index)
                   : row.paperId;
}

QVector<ComparisonRow> compareClaims(const QVector<PaperInput> &papers,
                                     const QVector<RunInput> &runs, const Vocabulary &vocabulary)
{
    return compareClaims(papers, runs, vocabulary, ClaimMatcher(vocabulary));
}

QVector<ComparisonRow> compareClaims(const QVector<PaperInput> &papers,
                                     const QVector<RunInput> &runs, const Vocabulary &vocabulary,
                                     const ClaimMatcher &matcher)
{
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
            addForeignRuns(row, runs, metric);
            if (!ownRuns && (row.quality || !row.measured.isEmpty())) {
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
