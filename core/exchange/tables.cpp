#include "exchange/tables.h"

#include "compare/chart_parts.h"
#include "compare/claim_words.h"
#include "compare/difference_words.h"
#include "compare/operation_name.h"

#include <QJsonArray>

#include <algorithm>

namespace touchstone::exchange {

using compare::same;
using compare::shortNumber;
using compare::signedNumber;

namespace {

Text metricName(const QString &id)
{
    const Metric *metric = Vocabulary::bundled().metric(id);
    return metric ? metric->name : same(id);
}

Text joined(const QStringList &flags)
{
    Text out;
    for (const QString &flag : flags) {
        const Text text = compare::flagText(flag);
        out.en += (out.en.empty() ? "" : "; ") + text.en;
        out.zh += (out.zh.empty() ? "" : "；") + text.zh;
    }
    return out;
}

QString orDash(const std::optional<double> &value)
{
    return value ? shortNumber(*value) : QStringLiteral("–");
}

QString nameOf(const QString &shortName, const QString &title)
{
    return shortName.isEmpty() ? title : shortName;
}

template <class Value>
QString wordOf(Value value)
{
    const std::string_view word = measure::toWord(value);
    return QString::fromUtf8(word.data(), qsizetype(word.size()));
}

// "" for a trusted run that this library measured itself.
Text trustOf(const measure::KernelResult &result)
{
    Text from = originWords(measure::originOf(result));
    const auto reason = mistrustOf(result);
    if (!reason) {
        return from;
    }
    return from.en.empty() ? text("mistrusted: {0}", "不可信：{1}", reason->en, reason->zh)
                           : text("mistrusted: {0}; {1}", "不可信：{2}；{3}", reason->en, from.en,
                                  reason->zh, from.zh);
}

// The machine of a figure that came in a file; null for one of this machine.
QJsonValue elsewhereJson(const QString &machine)
{
    return machine.isEmpty() ? QJsonValue() : QJsonValue(machine);
}

QJsonObject measuredJson(const compare::Measured &measured)
{
    const measure::RatioResult &ratio = measured.ratio;
    return {{QStringLiteral("run"), measured.runId},
            {QStringLiteral("machine"), measured.machine},
            {QStringLiteral("device"), measured.device},
            {QStringLiteral("preset"), measured.preset},
            {QStringLiteral("threads"), measured.threads},
            {QStringLiteral("status"), wordOf(measured.status)},
            {QStringLiteral("pinned"), measured.pinned},
            {QStringLiteral("operation"), QString::fromStdString(ratio.operation)},
            {QStringLiteral("shape"), QString::fromStdString(ratio.shape)},
            {QStringLiteral("evidence"), wordOf(ratio.evidence)},
            {QStringLiteral("baseline"), QString::fromStdString(ratio.baseline)},
            {QStringLiteral("technique"), QString::fromStdString(ratio.technique)},
            {QStringLiteral("ratio"), ratio.ratio},
            {QStringLiteral("low"), ratio.low},
            {QStringLiteral("high"), ratio.high},
            {QStringLiteral("verdict"), wordOf(ratio.verdict)},
            {QStringLiteral("weak_baseline"), measured.weakBaseline},
            {QStringLiteral("mistrusted"), mistrustJson(measured.mistrust)},
            {QStringLiteral("elsewhere"), elsewhereJson(measured.elsewhere)},
            {QStringLiteral("came_from"), originJson(measured.origin)}};
}

QJsonArray measuredJson(const QVector<compare::Measured> &all)
{
    QJsonArray array;
    for (const compare::Measured &one : all) {
        array.append(measuredJson(one));
    }
    return array;
}

// What a ratio was taken at: a shape, parameters, or all shapes.
std::string shapeOf(const measure::RatioResult &ratio)
{
    std::string out = ratio.shape;
    for (const auto &[name, value] : ratio.at) {
        out += (out.empty() ? "" : ", ") + name + " " + shortNumber(value).toStdString();
    }
    return out.empty() ? "geomean" : out;
}

QJsonValue orNull(const std::optional<double> &value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

QJsonValue differenceJson(const std::optional<compare::QualityDifference> &quality)
{
    if (!quality) {
        return {};
    }
    return QJsonObject{{QStringLiteral("metric"), quality->metric},
                       {QStringLiteral("unit"), quality->unit},
                       {QStringLiteral("baseline"), quality->baseline},
                       {QStringLiteral("technique"), quality->technique},
                       {QStringLiteral("difference"), quality->difference},
                       {QStringLiteral("low"), orNull(quality->low)},
                       {QStringLiteral("high"), orNull(quality->high)},
                       {QStringLiteral("claimed"), orNull(quality->claimed)},
                       {QStringLiteral("evidence"), wordOf(quality->evidence)},
                       {QStringLiteral("elsewhere"), elsewhereJson(quality->elsewhere)}};
}

QString differenceText(const compare::QualityDifference &quality)
{
    const QString range = quality.low && quality.high ? QStringLiteral(" [%1, %2]")
                                                                .arg(signedNumber(*quality.low),
                                                                     signedNumber(*quality.high))
                                                      : QString();
    return compare::differenceWords(quality) + range;
}

// The figure beside the claim, with its interval.
QString figureOf(const compare::ComparisonRow &row)
{
    return row.quality              ? differenceText(*row.quality)
           : row.measured.isEmpty() ? QStringLiteral("–")
                                    : compare::ratioText(row.measured.first().ratio);
}

// "naive baseline 1.9 [1.8, 2]; add + RMSNorm 1.01 [1, 1.02]": for the column beside the figure.
Text alsoMeasured(const compare::ComparisonRow &row)
{
    Text out;
    const auto add = [&out](const Text &what, const measure::RatioResult &ratio) {
        const std::string figure = compare::ratioText(ratio).toStdString();
        out.en += (out.en.empty() ? "" : "; ") + what.en + " " + figure;
        out.zh += (out.zh.empty() ? "" : "；") + what.zh + " " + figure;
    };
    if (!row.naive.isEmpty()) {
        add({"against the naive baseline", "相对朴素基线"}, row.naive.first().ratio);
    }
    for (const compare::Measured &other : row.others) {
        add(compare::operationName(row.kernel, other.ratio), other.ratio);
    }
    return out.en.empty() ? same(QStringLiteral("–")) : out;
}

QJsonValue bandJson(const std::optional<compare::Band> &band, Language language)
{
    if (!band) {
        return {};
    }
    QJsonArray knobs, points;
    for (const Text &knob : band->knobs) {
        knobs.append(QString::fromStdString(knob.in(language)));
    }
    const auto numbers = [](const std::vector<double> &values) {
        QJsonArray array;
        for (const double value : values) {
            array.append(value);
        }
        return array;
    };
    for (const compare::BandPoint &point : band->points) {
        points.append(QJsonObject{
                {QStringLiteral("at"), numbers(point.at)},
                {QStringLiteral("figure"), point.figure},
                {QStringLiteral("holds"), band->judged ? QJsonValue(point.holds) : QJsonValue()}});
    }
    return QJsonObject{
            {QStringLiteral("knobs"), knobs},
            {QStringLiteral("knob_unit"),
             band->knobs.size() == 1 ? band->knobUnits.value(0) : QString()},
            {QStringLiteral("here"),
             band->here.empty() ? QJsonValue() : QJsonValue(numbers(band->here))},
            {QStringLiteral("unit"), band->unit},
            {QStringLiteral("low"), band->low()},
            {QStringLiteral("high"), band->high()},
            {QStringLiteral("continuous"), band->whole},
            {QStringLiteral("points"), points},
            {QStringLiteral("holds"), QString::fromStdString(holdsWords(*band).in(language))}};
}

QJsonObject rowJson(const compare::ComparisonRow &row, Language language)
{
    const auto said = [language](const Text &text) {
        return QString::fromStdString(text.in(language));
    };
    const auto orNullText = [](const QString &word) {
        return word.isEmpty() ? QJsonValue() : QJsonValue(word);
    };
    const measure::RatioResult *ratio =
            row.measured.isEmpty() ? nullptr : &row.measured.first().ratio;
    const auto figure = [ratio](double measure::RatioResult::*field) {
        return ratio ? QJsonValue(ratio->*field) : QJsonValue();
    };
    const bool reasoned =
            row.answer == compare::Answer::NotRun || row.answer == compare::Answer::NoKernel;
    return {{QStringLiteral("paper_id"), row.paperId},
            {QStringLiteral("title"), row.paperTitle},
            {QStringLiteral("report"), row.generatedAt},
            {QStringLiteral("index"), row.index},
            {QStringLiteral("claim_id"), row.claim.id},
            {QStringLiteral("quote"),
             row.claim.sources.isEmpty() ? QString() : row.claim.sources.first().quote},
            {QStringLiteral("metric"), row.claim.metric},
            {QStringLiteral("claimed"),
             row.claimed ? QJsonValue(row.claimed->factor) : QJsonValue()},
            {QStringLiteral("claimed_low"), row.claimed ? orNull(row.claimed->low) : QJsonValue()},
            {QStringLiteral("claimed_high"),
             row.claimed ? orNull(row.claimed->high) : QJsonValue()},
            {QStringLiteral("qualifier"), toWord(row.claim.qualifier)},
            {QStringLiteral("bound"), row.claimed && row.claimed->bound},
            {QStringLiteral("flagged"), row.claimed && row.claimed->flagged},
            {QStringLiteral("answer"), toWord(row.answer)},
            {QStringLiteral("grade"), row.grade ? QJsonValue(toWord(*row.grade)) : QJsonValue()},
            {QStringLiteral("kernel"), orNullText(row.kernel)},
            {QStringLiteral("operation"), row.operation},
            {QStringLiteral("shape"), row.shape},
            {QStringLiteral("preset"), orNullText(row.preset)},
            {QStringLiteral("quantity"), row.quantity},
            {QStringLiteral("ratio"), figure(&measure::RatioResult::ratio)},
            {QStringLiteral("low"), figure(&measure::RatioResult::low)},
            {QStringLiteral("high"), figure(&measure::RatioResult::high)},
            {QStringLiteral("difference"), differenceJson(row.quality)},
            {QStringLiteral("band"), bandJson(row.band, language)},
            {QStringLiteral("limit"), orNull(row.limit)},
            {QStringLiteral("verdict"),
             row.isAnswered() ? QJsonValue(toWord(row.verdict)) : QJsonValue()},
            {QStringLiteral("sentence"), said(row.sentence)},
            {QStringLiteral("reason"), said(reasoned ? row.sentence : row.gradeReason)},
            {QStringLiteral("claim"), toJson(row.claim, row.fields)},
            {QStringLiteral("measured"), measuredJson(row.measured)},
            {QStringLiteral("mistrusted"), measuredJson(row.mistrusted)},
            {QStringLiteral("against_naive"), measuredJson(row.naive)},
            {QStringLiteral("other_operations"), measuredJson(row.others)}};
}

}  // namespace

QJsonValue mistrustJson(const std::optional<Text> &mistrust)
{
    return mistrust ? QJsonValue(QString::fromStdString(mistrust->en)) : QJsonValue();
}

QJsonValue originJson(const measure::Origin &origin)
{
    if (!origin.isFile()) {
        return {};
    }
    return QJsonObject{{QStringLiteral("file"), QString::fromStdString(origin.file)},
                       {QStringLiteral("sha256"), QString::fromStdString(origin.sha256)}};
}

compare::ChartTable claimsTable(const QVector<LibraryReport> &reports)
{
    compare::ChartTable table;
    table.columns = {{"Claim", "论断"},      {"Report", "报告"},      {"No.", "编号"},
                     {"Paper", "论文"},      {"Metric", "指标"},      {"Figure", "数值"},
                     {"Factor", "改进倍数"}, {"Baseline", "基线"},    {"Flags", "标记"},
                     {"Status", "状态"},     {"Sentence", "原文片段"}};
    for (const LibraryReport &report : reports) {
        for (const LibraryPaper &entry : report.papers) {
            for (const Claim &claim : entry.paper.claims) {
                table.rows.append(
                        {same(claim.id), same(report.generatedAt.date().toString(Qt::ISODate)),
                         same(QString::number(entry.paper.index)),
                         same(nameOf(entry.paper.shortName, entry.paper.title)),
                         metricName(claim.metric), compare::figureText(claim),
                         compare::factorText(claim), same(claim.baseline), joined(claim.flags),
                         compare::statusText(claim.status),
                         same(claim.sources.isEmpty() ? QString() : claim.sources.first().quote)});
            }
        }
    }
    return table;
}

compare::ChartTable measurementsTable(const QVector<compare::RunInput> &runs)
{
    compare::ChartTable table;
    table.columns = {{"Kernel", "内核"},          {"Preset", "规模"},
                     {"Device", "设备"},          {"Threads", "线程"},
                     {"Shape", "形状"},           {"Baseline", "基线"},
                     {"Technique", "技术"},       {"Ratio [95 %]", "比值 [95%]"},
                     {"Evidence", "来源"},        {"Limit", "上限"},
                     {"Rounds kept", "有效轮次"}, {"Verdict", "结论"},
                     {"Machine", "机器"},         {"Time", "时间"},
                     {"Pinned", "固定"},          {"Run", "运行"},
                     {"Trust", "可信度"}};
    const auto text = [](const std::string &value) { return Text{value, value}; };
    for (const compare::RunInput &run : runs) {
        const measure::KernelResult &result = run.result;
        const Text pinned = run.pinned ? Text{"yes", "是"} : Text{};
        for (const measure::RatioResult &ratio : result.ratios) {
            const std::string kept =
                    std::to_string(ratio.kept) + "/" + std::to_string(ratio.rounds);
            const std::string shape = shapeOf(ratio);
            table.rows.append(
                    {text(result.kernel), text(result.preset), text(result.device),
                     text(std::to_string(result.threads)), text(shape), text(ratio.baseline),
                     text(ratio.technique), same(compare::ratioText(ratio)),
                     compare::evidenceWords(ratio.evidence, std::nullopt, run.elsewhere),
                     same(orDash(ratio.limit)), text(kept),
                     compare::namedVerdict(QString::fromStdString(result.kernel), ratio),
                     same(run.machine), same(run.at), pinned, same(run.runId), trustOf(result)});
        }
        if (result.ratios.empty()) {
            table.rows.append({text(result.kernel),
                               text(result.preset),
                               text(result.device),
                               text(std::to_string(result.threads)),
                               {},
                               {},
                               {},
                               {},
                               {},
                               {},
                               {},
                               text(result.message),
                               same(run.machine),
                               same(run.at),
                               pinned,
                               same(run.runId),
                               trustOf(result)});
        }
    }
    return table;
}

compare::ChartTable comparisonTable(const QVector<compare::ComparisonRow> &rows)
{
    compare::ChartTable table;
    table.columns = {{"Paper", "论文"},
                     {"Metric", "指标"},
                     {"Claimed", "论文数值"},
                     {"Factor", "改进倍数"},
                     {"Figure [95 %]", "数值 [95%]"},
                     {"Over its parameter", "随参数变化"},
                     {"Also measured", "另测"},
                     {"Answer", "来源"},
                     {"Limit", "上限"},
                     {"Grade", "等级"},
                     {"Verdict", "结论"}};
    for (const compare::ComparisonRow &row : rows) {
        table.rows.append(
                {same(paperName(row)), metricName(row.claim.metric), compare::figureText(row.claim),
                 compare::factorText(row.claim), same(figureOf(row)),
                 row.band ? bandSpan(*row.band) : same(QStringLiteral("–")), alsoMeasured(row),
                 answerWords(row), same(orDash(row.limit)),
                 same(row.grade ? toWord(*row.grade) : QStringLiteral("–")), row.sentence});
    }
    return table;
}

QJsonObject comparisonJson(const QVector<compare::ComparisonRow> &rows, Language language)
{
    QJsonArray array;
    for (const compare::ComparisonRow &row : rows) {
        array.append(rowJson(row, language));
    }
    return {{QStringLiteral("schema"), QStringLiteral("touchstone-comparison/1")},
            {QStringLiteral("rows"), array}};
}

}  // namespace touchstone::exchange
