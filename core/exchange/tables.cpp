#include "exchange/tables.h"

#include "compare/claim_words.h"

#include <QJsonArray>

namespace touchstone::exchange {

using compare::shortNumber;

namespace {

Text same(const QString &text)
{
    return {text.toStdString(), text.toStdString()};
}

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

QString interval(const measure::RatioResult &ratio)
{
    return QStringLiteral("%1 [%2, %3]")
            .arg(shortNumber(ratio.ratio), shortNumber(ratio.low), shortNumber(ratio.high));
}

QString orDash(const std::optional<double> &value)
{
    return value ? shortNumber(*value) : QStringLiteral("–");
}

QString nameOf(const QString &shortName, const QString &title)
{
    return shortName.isEmpty() ? title : shortName;
}

QJsonObject claimedJson(const compare::Claimed &claimed)
{
    QJsonObject object{{QStringLiteral("factor"), claimed.factor},
                       {QStringLiteral("bound"), claimed.bound},
                       {QStringLiteral("flagged"), claimed.flagged}};
    object.insert(QStringLiteral("low"), claimed.low ? QJsonValue(*claimed.low) : QJsonValue());
    object.insert(QStringLiteral("high"), claimed.high ? QJsonValue(*claimed.high) : QJsonValue());
    return object;
}

QJsonObject measuredJson(const compare::Measured &measured)
{
    const measure::RatioResult &ratio = measured.ratio;
    const auto word = [](std::string_view text) {
        return QString::fromUtf8(text.data(), qsizetype(text.size()));
    };
    return {{QStringLiteral("run"), measured.runId},
            {QStringLiteral("machine"), measured.machine},
            {QStringLiteral("device"), measured.device},
            {QStringLiteral("preset"), measured.preset},
            {QStringLiteral("threads"), measured.threads},
            {QStringLiteral("status"), word(toWord(measured.status))},
            {QStringLiteral("pinned"), measured.pinned},
            {QStringLiteral("operation"), QString::fromStdString(ratio.operation)},
            {QStringLiteral("shape"), QString::fromStdString(ratio.shape)},
            {QStringLiteral("evidence"), word(toWord(ratio.evidence))},
            {QStringLiteral("baseline"), QString::fromStdString(ratio.baseline)},
            {QStringLiteral("technique"), QString::fromStdString(ratio.technique)},
            {QStringLiteral("ratio"), ratio.ratio},
            {QStringLiteral("low"), ratio.low},
            {QStringLiteral("high"), ratio.high},
            {QStringLiteral("verdict"), word(toWord(ratio.verdict))},
            {QStringLiteral("weak_baseline"), measured.weakBaseline}};
}

QString verdictWord(measure::ClaimVerdict verdict)
{
    switch (verdict) {
    case measure::ClaimVerdict::Consistent:
        return QStringLiteral("consistent");
    case measure::ClaimVerdict::Partly:
        return QStringLiteral("partly");
    case measure::ClaimVerdict::NotObserved:
        return QStringLiteral("not-observed");
    case measure::ClaimVerdict::NotComparable:
        return QStringLiteral("not-comparable");
    }
    return {};
}

QJsonObject textJson(const Text &text)
{
    return {{QStringLiteral("en"), QString::fromStdString(text.en)},
            {QStringLiteral("zh"), QString::fromStdString(text.zh)}};
}

}  // namespace

compare::ChartTable claimsTable(const QVector<LibraryReport> &reports)
{
    compare::ChartTable table;
    table.columns = {{"Report", "报告"},      {"No.", "编号"},    {"Paper", "论文"},
                     {"Metric", "指标"},      {"Figure", "数值"}, {"Factor", "改进倍数"},
                     {"Baseline", "基线"},    {"Flags", "标记"},  {"Status", "状态"},
                     {"Sentence", "原文片段"}};
    for (const LibraryReport &report : reports) {
        for (const LibraryPaper &entry : report.papers) {
            for (const Claim &claim : entry.paper.claims) {
                table.rows.append(
                        {same(report.generatedAt.date().toString(Qt::ISODate)),
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
    table.columns = {{"Kernel", "内核"},    {"Preset", "规模"},
                     {"Device", "设备"},    {"Threads", "线程"},
                     {"Shape", "形状"},     {"Baseline", "基线"},
                     {"Technique", "技术"}, {"Ratio [95 %]", "比值 [95%]"},
                     {"Limit", "极限"},     {"Rounds kept", "有效轮次"},
                     {"Verdict", "结论"},   {"Machine", "机器"},
                     {"Time", "时间"},      {"Pinned", "固定"},
                     {"Run", "运行"}};
    const auto text = [](const std::string &value) { return Text{value, value}; };
    for (const compare::RunInput &run : runs) {
        const measure::KernelResult &result = run.result;
        const Text pinned = run.pinned ? Text{"yes", "是"} : Text{};
        for (const measure::RatioResult &ratio : result.ratios) {
            const std::string kept =
                    std::to_string(ratio.kept) + "/" + std::to_string(ratio.rounds);
            const std::string shape = ratio.shape.empty() ? "geomean" : ratio.shape;
            table.rows.append({text(result.kernel), text(result.preset), text(result.device),
                               text(std::to_string(result.threads)), text(shape),
                               text(ratio.baseline), text(ratio.technique), same(interval(ratio)),
                               same(orDash(ratio.limit)), text(kept),
                               measure::verdictSentence(ratio), same(run.machine), same(run.at),
                               pinned, same(run.runId)});
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
                               text(result.message),
                               same(run.machine),
                               same(run.at),
                               pinned,
                               same(run.runId)});
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
                     {"Measured [95 %]", "实测 [95%]"},
                     {"Limit", "极限"},
                     {"Grade", "等级"},
                     {"Verdict", "结论"}};
    for (const compare::ComparisonRow &row : rows) {
        const bool measured = !row.measured.isEmpty();
        table.rows.append(
                {same(nameOf(row.paperShortName, row.paperTitle)), metricName(row.claim.metric),
                 compare::figureText(row.claim), compare::factorText(row.claim),
                 same(measured ? interval(row.measured.first().ratio) : QStringLiteral("–")),
                 same(orDash(row.limit)),
                 same(row.grade ? toWord(*row.grade) : QStringLiteral("–")), row.sentence});
    }
    return table;
}

QJsonObject comparisonJson(const QVector<compare::ComparisonRow> &rows)
{
    QJsonArray array;
    for (const compare::ComparisonRow &row : rows) {
        QJsonArray measured;
        for (const compare::Measured &one : row.measured) {
            measured.append(measuredJson(one));
        }
        array.append(QJsonObject{
                {QStringLiteral("paper"), row.paperId},
                {QStringLiteral("title"), row.paperTitle},
                {QStringLiteral("claim"), toJson(row.claim, row.fields)},
                {QStringLiteral("claimed"),
                 row.claimed ? QJsonValue(claimedJson(*row.claimed)) : QJsonValue()},
                {QStringLiteral("kernel"), row.kernel},
                {QStringLiteral("grade"),
                 row.grade ? QJsonValue(toWord(*row.grade)) : QJsonValue()},
                {QStringLiteral("grade_reason"), textJson(row.gradeReason)},
                {QStringLiteral("limit"), row.limit ? QJsonValue(*row.limit) : QJsonValue()},
                {QStringLiteral("measured"), measured},
                {QStringLiteral("verdict"), verdictWord(row.verdict)},
                {QStringLiteral("sentence"), textJson(row.sentence)}});
    }
    return {{QStringLiteral("schema"), QStringLiteral("touchstone-comparison/1")},
            {QStringLiteral("rows"), array}};
}

}  // namespace touchstone::exchange
