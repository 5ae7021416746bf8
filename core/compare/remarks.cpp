#include "compare/remarks.h"

#include "compare/claim_words.h"
#include "compare/judged_row.h"
#include "compare/limit_share.h"
#include "compare/operation_name.h"

#include <QRegularExpression>

#include <algorithm>

namespace touchstone::compare {

using measure::RatioResult;

namespace {

// Words that are put together for Latin figures leave blanks between Chinese ones.
std::string withoutBlanksInside(const std::string &zh)
{
    static const QRegularExpression blank(QStringLiteral(
            R"((?<=[\x{3000}-\x{9fff}\x{ff00}-\x{ffef}]) (?=[\x{3000}-\x{9fff}\x{ff00}-\x{ffef}]))"
            R"(|(?<=\x{ff09}) )"));
    return QString::fromStdString(zh).remove(blank).toStdString();
}

// A figure a little above its limit is within its own uncertainty of it, or within what rates
// differ (measure::rateSlack).
void mentionLimit(ComparisonRow &row)
{
    const RatioResult &ratio = row.measured.first().ratio;
    if (!ratio.limit || isLimitShare(row.claim)) {
        return;
    }
    if (row.claimed && row.claimed->low.value_or(row.claimed->factor) > *ratio.limit) {
        row.sentence =
                text("{0} The limit here is {1}x: at this setting the claim is out of reach.",
                     "{2}此处的上限为 {1}x，故在该设置下不可能达到论断值。", row.sentence.en,
                     measure::shownFactor(*ratio.limit), row.sentence.zh);
    }
    if (ratio.ratio <= *ratio.limit) {
        return;
    }
    if (ratio.low > *ratio.limit) {
        row.sentence =
                text("{0} It is above the limit of {1}x, which counts work alone; both run at "
                     "rates of their own.",
                     "{2}该值高于上限 {1}x：上限只计运算量，而两者的运算速率不同。",
                     row.sentence.en, measure::shownFactor(*ratio.limit), row.sentence.zh);
    } else {
        row.sentence =
                text("{0} The limit of {1}x lies within the interval.", "{2}上限 {1}x 位于区间内。",
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

// Beside a mean over several operations of the paper: what each of ours gives.
void mentionOperations(ComparisonRow &row)
{
    if (!isOfMean(row)) {
        return;
    }
    Text list;
    for (const Measured &one : row.others) {
        const Text name = operationName(row.kernel, one.ratio);
        const std::string figure = measure::shownFactor(one.ratio.ratio) + "x";
        list.en += (list.en.empty() ? "" : ", ") + name.en + " " + figure;
        list.zh += (list.zh.empty() ? "" : "、") + name.zh + " " + figure;
    }
    row.sentence = text("{0} The figure is the geometric mean of {1}.",
                        "{2}该值为以下各项的几何平均：{3}。", row.sentence.en, list.en,
                        row.sentence.zh, list.zh);
}

// Other ratios of the run without which the figure would be read wrongly.
void mentionBeside(ComparisonRow &row)
{
    for (const auto &[name, ratio] : std::as_const(row.beside)) {
        const std::string figure = measure::shownFactor(ratio.ratio) + "x";
        const std::string low = measure::shownFactor(ratio.low);
        const std::string high = measure::shownFactor(ratio.high);
        const std::string range = low == high ? "" : inBrackets(low, high);
        row.sentence = text("{0} {1}: {2}{3}.", "{4}{5}：{2}{3}。", row.sentence.en, name.en,
                            figure, range, row.sentence.zh, name.zh);
    }
}

void mentionWeakness(ComparisonRow &row)
{
    const Measured &shown = row.measured.first();
    if (shown.weakBaseline && shown.ratio.evidence == measure::Evidence::Measured) {
        row.sentence =
                text("{0} The baseline reaches less than 70 % of the probed peak and counts "
                     "as weak.",
                     "{1}基线未达实测峰值的 70%，视为弱基线。", row.sentence.en, row.sentence.zh);
    }
}

// "; 0 to 42 % where the claim holds", if that is not what is lost at the shown setting.
Text lossWhereHeld(const ComparisonRow &row, const std::string &unit)
{
    if (!row.band || row.band->knobs.size() != 1) {
        return {};
    }
    std::optional<double> low, high;
    for (const auto &[knob, loss] : row.lossByKnob) {
        const bool held = std::any_of(row.band->points.begin(), row.band->points.end(),
                                      [knob = knob](const auto &point) {
                                          return point.holds && point.at.front() == knob;
                                      });
        if (held) {
            low = std::min(low.value_or(loss), loss);
            high = std::max(high.value_or(loss), loss);
        }
    }
    if (!low || shortNumber(*low) == shortNumber(*high)) {
        return {};
    }
    return text("; {0} to {1} where the claim holds", "；论断成立处为 {0} 至 {1}",
                shortNumber(*low).toStdString(), shortNumber(*high).toStdString() + unit);
}

// "; the baseline 12 %", where that has lost something too.
Text lossOfBaseline(const ComparisonRow &row, const std::string &unit)
{
    if (row.lossOfBaseline.value_or(0) == 0) {
        return {};
    }
    const std::string figure = shortNumber(*row.lossOfBaseline).toStdString() + unit;
    return text("; the baseline {0}", "；基线为 {0}", figure);
}

// What the technique gives up for its time, where the kernel's claim names it.
void mentionLoss(ComparisonRow &row)
{
    if (!row.loss) {
        return;
    }
    const measure::QualityResult &loss = *row.loss;
    const std::string unit = loss.unit.empty() ? "" : " " + loss.unit;
    const std::string figure = shortNumber(loss.value).toStdString() + unit;
    std::string range;
    if (loss.low && loss.high) {
        range = inBrackets(shortNumber(*loss.low).toStdString(),
                           shortNumber(*loss.high).toStdString() + unit);
    }
    const Text evidence = evidenceWords(loss.evidence, std::nullopt, elsewhereOf(row));
    const Text own = lossOfBaseline(row, unit), held = lossWhereHeld(row, unit);
    row.sentence =
            text("{0} The price: {1} {2}{3}, {4}{8}.", "{5}代价：{6} {2}{3}，{7}{9}。",
                 row.sentence.en, row.lossName.en, figure, range, evidence.en, row.sentence.zh,
                 row.lossName.zh, evidence.zh, own.en + held.en, own.zh + held.zh);
}

}  // namespace

void addRemarks(ComparisonRow &row, const QVector<const RunInput *> &runs)
{
    if (!row.measured.isEmpty()) {
        mentionLimit(row);
        mentionOperations(row);
        mentionBeside(row);
        mentionWeakness(row);
        mentionLoss(row);
        mentionNewest(row, runs);
    }
    row.sentence.zh = withoutBlanksInside(row.sentence.zh);
}

}  // namespace touchstone::compare
