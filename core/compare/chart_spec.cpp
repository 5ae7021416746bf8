#include "compare/chart_spec.h"

#include "compare/chart_axes.h"
#include "compare/chart_metric.h"
#include "compare/chart_parts.h"

#include <QCryptographicHash>

#include <algorithm>

namespace touchstone::compare {

namespace {

Result<> checkNames(const ChartQuery &query, const Vocabulary &vocabulary)
{
    if (!query.technique.isEmpty() && !vocabulary.technique(query.technique)) {
        return fail(ErrorCode::Usage, "{0}: no such technique", "{0}：没有这种技术",
                    query.technique.toStdString());
    }
    if (!query.metric.isEmpty() && !vocabulary.metric(query.metric)) {
        return fail(ErrorCode::Usage, "{0}: no such metric", "{0}：没有这种指标",
                    query.metric.toStdString());
    }
    return checkChoices(query);
}

QVector<ComparisonRow> chosenRows(const ChartQuery &query, const QVector<ComparisonRow> &rows)
{
    QVector<ComparisonRow> chosen;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(chosen),
                 [&query](const ComparisonRow &row) {
                     return (query.technique.isEmpty() || row.techniques.contains(query.technique))
                            && (query.kernel.isEmpty() || row.kernel == query.kernel)
                            && (query.papers.isEmpty() || query.papers.contains(row.paperId));
                 });
    return chosen;
}

QVector<RunInput> chosenRuns(const ChartQuery &query, const QVector<RunInput> &runs)
{
    QVector<RunInput> chosen;
    std::copy_if(runs.begin(), runs.end(), std::back_inserter(chosen),
                 [&query](const RunInput &run) {
                     return !mistrustOf(run.result)
                            && (query.kernel.isEmpty()
                                || run.result.kernel == query.kernel.toStdString());
                 });
    return chosen;
}

// What another tool measured is no run of a kernel that the chart could show.
void nameMistrusted(ChartSpec &spec, const ChartQuery &query, const QVector<ComparisonRow> &rows,
                    const QVector<RunInput> &runs)
{
    for (const RunInput &run : runs) {
        const QString kernel = QString::fromStdString(run.result.kernel);
        const bool meant =
                query.kernel.isEmpty()
                        ? std::any_of(rows.begin(), rows.end(),
                                      [&](const auto &row) { return row.kernel == kernel; })
                        : query.kernel == kernel;
        const auto reason = mistrustOf(run.result);
        if (meant && reason && run.result.preset != measure::foreignPreset) {
            spec.dropped.append(text("The run {0} ({1}) is mistrusted and not drawn: {2}.",
                                     "运行 {0}（{1}）不可信，未绘出：{3}。",
                                     run.runId.toStdString(), run.result.kernel, reason->en,
                                     reason->zh));
        }
    }
}

// Over every figure that reaches the chart, in full precision; dates do not count.
QString hashOf(const ChartSpec &spec)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](const QString &text) {
        hash.addData(text.toUtf8());
        hash.addData(QByteArrayView("\x1f", 1));
    };
    const auto addNumber = [&add](const std::optional<double> &value) {
        add(value ? QString::number(*value, 'g', 17) : QString());
    };
    for (const ChartSeries &series : spec.series) {
        for (const ChartPoint &point : series.points) {
            addNumber(point.x);
            addNumber(point.y);
            for (const auto &bound : {point.xLow, point.xHigh, point.yLow, point.yHigh,
                                      point.bandLow, point.bandHigh}) {
                addNumber(bound);
            }
            add(point.label);
            add(QString::fromStdString(point.detail.en));
            add(point.claimId);
            add(point.runId);
        }
    }
    for (const auto &row : spec.table.rows) {
        for (const Text &cell : row) {
            add(QString::fromStdString(cell.en));
        }
    }
    return QString::fromLatin1(hash.result().toHex());
}

Result<ChartSpec> build(const ChartInput &input)
{
    switch (input.query.kind) {
    case ChartKind::ClaimsVsMeasured:
        return claimsVsMeasured(input);
    case ChartKind::ClaimedOverMeasured:
        return claimedOverMeasured(input);
    case ChartKind::TechniqueStrip:
        return techniqueStrip(input);
    case ChartKind::RatioOverSize:
        return ratioOverSize(input);
    case ChartKind::Roofline:
        return roofline(input);
    case ChartKind::BaselineShare:
        return baselineShare(input);
    case ChartKind::History:
        return history(input);
    case ChartKind::VerdictOverview:
        return verdictOverview(input);
    }
    return ChartSpec{};
}

// Claims whose factors are on the axis of the chart.
bool isOfFactors(ChartKind kind)
{
    return kind == ChartKind::ClaimsVsMeasured || kind == ChartKind::ClaimedOverMeasured
           || kind == ChartKind::TechniqueStrip;
}

void nameTechnique(ChartSpec &spec, const ChartQuery &query, const Vocabulary &vocabulary)
{
    if (!query.technique.isEmpty()) {
        const Text technique = techniqueName(vocabulary, query.technique);
        spec.title.en += ": " + technique.en;
        spec.title.zh += "：" + technique.zh;
    }
}

}  // namespace

Result<ChartSpec> buildChart(const ChartQuery &query, const QVector<ComparisonRow> &rows,
                             const QVector<RunInput> &runs, const Vocabulary &vocabulary)
{
    if (const auto known = checkNames(query, vocabulary); !known) {
        return passOn(known.error());
    }
    QVector<ComparisonRow> ownRows = chosenRows(query, rows);
    const QVector<RunInput> ownRuns = chosenRuns(query, runs);
    Text metricNote;
    if (isOfFactors(query.kind)) {
        OneMetric metric = oneMetric(ownRows, query.metric, vocabulary);
        ownRows = std::move(metric.rows);
        metricNote = metric.note;
    }
    auto built = build({query, ownRows, ownRuns, vocabulary});
    if (!built) {
        return built;
    }
    ChartSpec spec = std::move(*built);
    spec.kind = query.kind;
    spec.subtitle = joined(spec.subtitle, metricNote);
    if (const auto scaled = applyAxes(spec, query); !scaled) {
        return passOn(scaled.error());
    }
    if (query.kind == ChartKind::ClaimedOverMeasured) {
        placeIdentityLine(spec);
    }
    nameMistrusted(spec, query, ownRows, runs);
    nameTechnique(spec, query, vocabulary);
    spec.legendNote = joined(spec.legendNote, machineNote(spec, ownRows, ownRuns));
    spec.query = toJson(query);
    spec.dataHash = hashOf(spec);
    return spec;
}

}  // namespace touchstone::compare
