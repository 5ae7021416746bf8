#include "report/claim_card.h"

#include "compare/chart_parts.h"
#include "compare/claim_words.h"
#include "compare/run_words.h"
#include "report/report_words.h"

#include <algorithm>

namespace touchstone::report {

using compare::ComparisonRow;
using compare::Measured;

namespace {

std::string number(double value)
{
    return compare::shortNumber(value).toStdString();
}

// With an interval only where there is one: computed figures are exact.
Text ratioWords(const measure::RatioResult &ratio)
{
    const bool exact = ratio.low <= 0 || ratio.high <= ratio.low;
    return exact ? text("{0}×", "{0}×", number(ratio.ratio))
                 : text("{0}× (95 % interval {1} to {2})", "{0}×（95% 区间 {1} 至 {2}）",
                        number(ratio.ratio), number(ratio.low), number(ratio.high));
}

Text differenceWords(const compare::QualityDifference &quality)
{
    const std::string unit = quality.unit.isEmpty() ? "" : " " + quality.unit.toStdString();
    const std::string difference = compare::signedNumber(quality.difference).toStdString() + unit;
    const Text levels = text("technique {0}, baseline {1}", "技术 {0}，基线 {1}",
                             number(quality.technique), number(quality.baseline));
    if (!quality.low || !quality.high) {
        return text("improvement {0}; {1}", "改进 {0}；{2}", difference, levels.en, levels.zh);
    }
    return text("improvement {0} (95 % interval {1} to {2}); {3}",
                "改进 {0}（95% 区间 {1} 至 {2}）；{4}", difference,
                compare::signedNumber(*quality.low).toStdString(),
                compare::signedNumber(*quality.high).toStdString(), levels.en, levels.zh);
}

Text printedWords(const Claim &claim)
{
    Text out = compare::figureText(claim);
    if (claim.status != ClaimStatus::Extracted) {
        const Text status = compare::statusText(claim.status);
        out = text("{0} ({1})", "{2}（{3}）", out.en, status.en, out.zh, status.zh);
    }
    for (const QString &flag : claim.flags) {
        const Text words = compare::flagText(flag);
        out = text("{0}; open to doubt: {1}", "{2}；存疑：{3}", out.en, words.en, out.zh, words.zh);
    }
    return out;
}

Text evidenceAndGrade(const ComparisonRow &row)
{
    Text answer = answerWords(row);
    if (!row.grade) {
        return answer;
    }
    const Text name = gradeName(*row.grade);
    const std::string word = toWord(*row.grade).toStdString();
    Text grade = text("{0}; grade {1}, {2}", "{3}；等级 {1}（{4}）", answer.en, word, name.en,
                      answer.zh, name.zh);
    return row.gradeReason.en.empty() ? grade
                                      : text("{0}: {1}", "{2}：{3}", grade.en, row.gradeReason.en,
                                             grade.zh, row.gradeReason.zh);
}

// "FURINA (merged) against LoRA of equal size".
Text sidesWords(const ComparisonRow &row, const Measured &measured, const Vocabulary &vocabulary)
{
    const Text technique = compare::variantName(vocabulary, row.kernel, measured.ratio.technique);
    const Text baseline = compare::variantName(vocabulary, row.kernel, measured.ratio.baseline);
    Text sides = text("{0}, against which {1} is compared", "{2}（与之相比的是 {3}）", baseline.en,
                      technique.en, baseline.zh, technique.zh);
    if (!measured.weakBaseline) {
        return sides;
    }
    return text("{0}; it reaches less than 70 % of the probed peak and counts as weak",
                "{1}；该基线未达实测峰值的 70%，视为弱基线", sides.en, sides.zh);
}

Text runWords(const QString &runId, const ComparisonRow &row, const ComparisonReport &report,
              const Vocabulary &vocabulary)
{
    const auto run = report.runs.constFind(runId);
    if (run == report.runs.constEnd()) {
        return {};
    }
    const std::string elsewhere = elsewhereOf(row).toStdString();
    const Text machine =
            elsewhere.empty() ? machineWords(run->machine, report) : Text{elsewhere, elsewhere};
    const Text kernel =
            compare::kernelName(vocabulary, row.kernel.isEmpty() ? run->kernel : row.kernel);
    const Text device = compare::deviceWords(run->device);
    const Text preset = compare::presetWords(run->preset);
    const Text status = compare::statusWords(run->status);
    const Text head = text("{0}, {1}: {2}", "{0}，{3}：{4}", run->at.left(10).toStdString(),
                           machine.en, kernel.en, machine.zh, kernel.zh);
    const Text how = text("{0}, preset {1}, {2} thread(s), {3}", "{0}，预设“{4}”，{2} 线程，{5}",
                          device.en, preset.en, run->threads, status.en, preset.zh, status.zh);
    const Text pinned = run->pinned ? Text{"; pinned by hand", "；人工固定"} : Text{};
    return text("{0}; {1}{2}", "{3}；{4}{5}", head.en, how.en, pinned.en, head.zh, how.zh,
                pinned.zh);
}

Text roundsWords(const measure::RatioResult &ratio)
{
    return ratio.workers == 0 || ratio.rounds == 0
                   ? Text{}
                   : text("{0} of {1} rounds kept, {2} processes, layout floor {3} %",
                          "保留 {1} 轮中的 {0} 轮，{2} 个进程，布局本底 {3}%", ratio.kept,
                          ratio.rounds, ratio.workers, number(ratio.floor * 100));
}

std::string sizeWords(const measure::RatioResult &ratio)
{
    std::string out = ratio.shape;
    for (const auto &[name, value] : ratio.at) {
        out += (out.empty() ? "" : ", ") + name + " " + number(value);
    }
    return out;
}

void addFact(ClaimCard &card, const Text &name, const Text &value)
{
    if (!value.en.empty()) {
        card.facts.append({name, value});
    }
}

void addRatio(ClaimCard &card, const ComparisonRow &row, const Vocabulary &vocabulary)
{
    const Measured &shown = row.measured.first();
    const std::string size = sizeWords(shown.ratio);
    addFact(card, {"Size", "规模"},
            size.empty() ? Text{"mean over all sizes of the run", "该次运行各规模的平均"}
                         : Text{size, size});
    addFact(card, {"Baseline", "基线"}, sidesWords(row, shown, vocabulary));
    if (!row.naive.isEmpty()) {
        const measure::RatioResult &naive = row.naive.first().ratio;
        const Text name = compare::variantName(vocabulary, row.kernel, naive.baseline);
        const Text figure = ratioWords(naive);
        addFact(card, {"Against a naive baseline", "相对朴素基线"},
                text("{0}: {1}", "{2}：{3}", name.en, figure.en, name.zh, figure.zh));
    }
    addFact(card, {"Limit", "上限"},
            row.limit ? text("{0}×", "{0}×", number(*row.limit))
                      : Text{"none follows from algebra", "无法由代数推出"});
    addFact(card, {"Rounds", "轮次"}, roundsWords(shown.ratio));
}

}  // namespace

Text claimTitle(const ComparisonRow &row, const Vocabulary &vocabulary)
{
    const Text metric = compare::metricName(vocabulary, row.claim.metric);
    const Text figure = compare::figureText(row.claim);
    return text("{0}: {1}", "{2}：{3}", metric.en, figure.en, metric.zh, figure.zh);
}

QVector<Quote> quotesOf(const Claim &claim)
{
    QVector<Quote> quotes;
    for (const ClaimSource &source : claim.sources) {
        const QString shown = source.quote.trimmed();
        const bool known = std::any_of(quotes.begin(), quotes.end(),
                                       [&](const Quote &one) { return one.text == shown; });
        if (!shown.isEmpty() && !known) {
            quotes.append({shown, source.field == TextField::Brief});
        }
    }
    return quotes;
}

Text figureWords(const ComparisonRow &row)
{
    return row.quality              ? differenceWords(*row.quality)
           : row.measured.isEmpty() ? Text{}
                                    : ratioWords(row.measured.first().ratio);
}

Text machineWords(const QString &machine, const ComparisonReport &report)
{
    return compare::machineWords(store::nameOf(report.machines, machine));
}

ClaimCard cardOf(const ComparisonRow &row, const ComparisonReport &report,
                 const Vocabulary &vocabulary)
{
    ClaimCard card;
    card.title = claimTitle(row, vocabulary);
    card.verdict = row.verdict;
    card.verdictWord = verdictWords(row.verdict);
    card.quotes = quotesOf(row.claim);
    card.sentence = row.sentence;
    addFact(card, {"Printed in the paper", "论文所述"}, printedWords(row.claim));
    const Text factor = compare::factorText(row.claim);
    if (row.claim.normalised) {
        addFact(card, {"Improvement factor", "改进倍数"}, factor);
    }
    addFact(card, {"Figure", "数值"}, figureWords(row));
    addFact(card, {"Evidence", "来源"}, evidenceAndGrade(row));
    if (!row.measured.isEmpty()) {
        addRatio(card, row, vocabulary);
    }
    if (row.band) {
        addFact(card, {"Over its parameter", "随参数变化"}, bandWords(*row.band));
    }
    const QString run = row.quality              ? row.quality->runId
                        : row.measured.isEmpty() ? QString()
                                                 : row.measured.first().runId;
    addFact(card, {"Run", "运行"}, runWords(run, row, report, vocabulary));
    return card;
}

}  // namespace touchstone::report
