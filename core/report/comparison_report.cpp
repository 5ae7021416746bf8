#include "report/comparison_report.h"

#include "compare/chart_parts.h"

#include <QSet>

#include <algorithm>

namespace touchstone::report {

using compare::ChartKind;
using compare::ChartSpec;
using compare::ComparisonRow;

namespace {

// More lines would not be readable on a page.
constexpr qsizetype mostLines = 22;

// The run that the shown figure of a row comes from.
QString shownRun(const ComparisonRow &row)
{
    return row.quality              ? row.quality->runId
           : row.measured.isEmpty() ? QString()
                                    : row.measured.first().runId;
}

Text scopeWords(const ReportScope &scope, const Vocabulary &vocabulary)
{
    Text out{"All papers of the library", "文献库中的全部论文"};
    if (!scope.papers.isEmpty()) {
        const auto count = scope.papers.size();
        out = text(count == 1 ? "One chosen paper" : "{0} chosen papers", "所选 {0} 篇论文", count);
    }
    if (!scope.technique.isEmpty()) {
        const Text name = compare::techniqueName(vocabulary, scope.technique);
        const Text technique = text("Technique: {0}", "技术：{1}", name.en, name.zh);
        out = scope.papers.isEmpty()
                      ? technique
                      : text("{0}; {1}", "{2}；{3}", technique.en, out.en, technique.zh, out.zh);
    }
    return out;
}

// Charts of rows with a figure, a chart a metric, at most mostLines to each.
QVector<ChartSpec> claimCharts(const QVector<ComparisonRow> &rows,
                               const exchange::ComparisonInputs &inputs,
                               const Vocabulary &vocabulary)
{
    QVector<std::pair<QString, QVector<ComparisonRow>>> groups;  // of a metric
    for (const ComparisonRow &row : rows) {
        if (row.measured.isEmpty()) {
            continue;
        }
        auto group = std::find_if(groups.begin(), groups.end(), [&](const auto &one) {
            return one.first == row.claim.metric && one.second.size() < mostLines;
        });
        if (group == groups.end()) {
            groups.append({row.claim.metric, {}});
            group = groups.end() - 1;
        }
        group->second.append(row);
    }
    QVector<ChartSpec> charts;
    for (const auto &[metric, own] : std::as_const(groups)) {
        compare::ChartQuery query;
        query.kind = ChartKind::ClaimsVsMeasured;
        query.metric = metric;
        auto spec = buildChart(query, own, inputs.runs, vocabulary);
        if (spec && !spec->table.rows.isEmpty()) {
            const Text name = compare::metricName(vocabulary, metric);
            spec->title =
                    text("{0}: {1}", "{2}：{3}", spec->title.en, name.en, spec->title.zh, name.zh);
            charts.append(std::move(*spec));
        }
    }
    return charts;
}

// A curve needs two sizes.
bool hasCurve(const ChartSpec &spec)
{
    return std::any_of(spec.series.begin(), spec.series.end(), [](const auto &series) {
        QSet<double> sizes;
        for (const compare::ChartPoint &point : series.points) {
            sizes.insert(point.x);
        }
        return sizes.size() > 1;
    });
}

QStringList kernelsOf(const QVector<ComparisonRow> &rows)
{
    QStringList kernels;
    for (const ComparisonRow &row : rows) {
        if (!row.kernel.isEmpty() && !kernels.contains(row.kernel)) {
            kernels.append(row.kernel);
        }
    }
    return kernels;
}

QVector<ChartSpec> sizeCharts(const QVector<ComparisonRow> &rows,
                              const exchange::ComparisonInputs &inputs,
                              const Vocabulary &vocabulary)
{
    QVector<ChartSpec> charts;
    for (const QString &kernel : kernelsOf(rows)) {
        compare::ChartQuery query;
        query.kind = ChartKind::RatioOverSize;
        query.kernel = kernel;
        auto spec = buildChart(query, rows, inputs.runs, vocabulary);
        if (spec && hasCurve(*spec)) {
            charts.append(std::move(*spec));
        }
    }
    return charts;
}

std::optional<ChartSpec> rooflineOf(const QVector<ComparisonRow> &rows,
                                    const exchange::ComparisonInputs &inputs,
                                    const Vocabulary &vocabulary)
{
    compare::ChartQuery query;
    query.kind = ChartKind::Roofline;
    for (const ComparisonRow &row : rows) {
        query.papers.append(row.paperId);
    }
    query.papers.removeDuplicates();
    if (query.papers.isEmpty()) {
        return std::nullopt;  // an empty list would take all
    }
    auto spec = buildChart(query, rows, inputs.runs, vocabulary);
    return spec && !spec->table.rows.isEmpty() ? std::optional(std::move(*spec)) : std::nullopt;
}

void addFacts(ComparisonReport &report, const QVector<ComparisonRow> &rows,
              const exchange::ComparisonInputs &inputs)
{
    QSet<QString> shown;
    for (const ComparisonRow &row : rows) {
        shown.insert(shownRun(row));
    }
    for (const compare::RunInput &run : inputs.runs) {
        if (!shown.contains(run.runId)) {
            continue;
        }
        report.runs.insert(run.runId,
                           {run.runId, run.machine, QString::fromStdString(run.result.device),
                            QString::fromStdString(run.result.preset), run.at,
                            QString::fromStdString(run.result.kernel), run.result.threads,
                            run.result.status, run.pinned});
        if (report.firstRun.isEmpty() || run.at < report.firstRun) {
            report.firstRun = run.at;
        }
        report.lastRun = std::max(report.lastRun, run.at);
    }
}

// Of the papers and machines, what a comparison does not need.
Result<> addHeads(ComparisonReport &report, const store::Store &store, const std::stop_token &stop,
                  const Progress &progress)
{
    int done = 0;
    for (PaperPart &part : report.papers) {
        if (stop.stop_requested()) {
            return cancelled();
        }
        const auto detail = store.paper(part.id);
        if (!detail) {
            return passOn(detail.error());
        }
        part.institutions = detail->paper.institutions;
        part.authorCount = detail->paper.authorCount;
        part.codeUrl = detail->paper.codeUrl;
        if (!detail->appearances.isEmpty()) {
            part.reportTitle = detail->appearances.first().reportTitle;
        }
        if (progress) {
            progress(++done, int(report.papers.size()));
        }
    }
    const auto machines = store.machines();
    if (!machines) {
        return passOn(machines.error());
    }
    QSet<QString> shown;
    for (const RunFacts &run : std::as_const(report.runs)) {
        shown.insert(run.machine);
    }
    std::copy_if(machines->begin(), machines->end(), std::back_inserter(report.machines),
                 [&](const store::MachineRow &machine) {
                     return shown.contains(QString::fromStdString(machine.head.machine.id));
                 });
    return {};
}

Result<exchange::ComparisonInputs> inputsOf(const store::Store &store, const ReportScope &scope)
{
    if (!scope.technique.isEmpty() && !Vocabulary::bundled().technique(scope.technique)) {
        return fail(ErrorCode::Usage,
                    "{0}: unknown technique; `touchstone list techniques` names them",
                    "{0}：未知技术；`touchstone list techniques` 可列出全部",
                    scope.technique.toStdString());
    }
    store::PaperQuery query;
    if (!scope.technique.isEmpty()) {
        query.techniques = {scope.technique};
    }
    QStringList papers = scope.papers;
    papers.removeDuplicates();
    auto inputs = papers.isEmpty() ? exchange::loadComparison(store, query)
                                   : exchange::loadComparison(store, papers);
    if (inputs && !scope.technique.isEmpty()) {
        inputs->papers.removeIf([&](const compare::PaperInput &paper) {
            return !paper.techniques.contains(scope.technique);
        });
    }
    return inputs;
}

}  // namespace

ComparisonReport reportOf(const exchange::ComparisonInputs &given, const ReportScope &scope,
                          const Vocabulary &vocabulary)
{
    exchange::ComparisonInputs inputs = given;
    inputs.runs = compare::selectRuns(given.runs, scope.runs);
    const auto rows = compare::compareClaims(inputs.papers, inputs.runs, vocabulary);
    ComparisonReport report;
    report.scope = scopeWords(scope, vocabulary);
    QVector<ComparisonRow> answered;
    auto row = rows.begin();  // in the order of the papers
    for (const compare::PaperInput &paper : std::as_const(inputs.papers)) {
        PaperPart part;
        part.id = paper.id;
        part.title = paper.title;
        part.shortName = paper.shortName;
        part.techniques = paper.techniques;
        part.reportDate = paper.report;
        part.index = paper.index;
        report.lastReport = std::max(report.lastReport, paper.report);
        for (; row != rows.end() && row->paperId == paper.id; ++row) {
            (row->isAnswered() ? part.answered : part.unanswered).append(*row);
        }
        part.charts = sizeCharts(part.answered, inputs, vocabulary);
        answered += part.answered;
        report.papers.append(std::move(part));
    }
    report.charts = claimCharts(answered, inputs, vocabulary);
    report.roofline = rooflineOf(answered, inputs, vocabulary);
    addFacts(report, answered, inputs);
    for (const store::BadRun &run : std::as_const(inputs.bad)) {
        report.leftOut.append(exchange::leftOut(run));
    }
    return report;
}

Result<ComparisonReport> loadReport(const store::Store &store, const ReportScope &scope,
                                    const std::stop_token &stop, const Progress &progress)
{
    const auto inputs = inputsOf(store, scope);
    if (!inputs) {
        return passOn(inputs.error());
    }
    if (stop.stop_requested()) {
        return cancelled();
    }
    ComparisonReport report = reportOf(*inputs, scope, Vocabulary::bundled());
    if (const auto added = addHeads(report, store, stop, progress); !added) {
        return passOn(added.error());
    }
    return report;
}

}  // namespace touchstone::report
