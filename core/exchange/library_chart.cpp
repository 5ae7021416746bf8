#include "exchange/library_chart.h"

#include "compare/chart_metric.h"
#include "compare/claim_words.h"

namespace touchstone::exchange {

namespace {

store::PaperQuery paperQuery(const compare::ChartQuery &query, Papers which)
{
    store::PaperQuery papers;
    if (!query.technique.isEmpty()) {
        papers.techniques = {query.technique};
    }
    papers.testable = which == Papers::Answerable;
    return papers;
}

Result<ComparisonInputs> inputsFor(const store::Store &store, const compare::ChartQuery &query,
                                   Papers which)
{
    const Runs runs = query.kind == compare::ChartKind::History ? Runs::All : Runs::Compared;
    return query.papers.isEmpty() ? loadComparison(store, paperQuery(query, which), runs)
                                  : loadComparison(store, query.papers, runs);
}

QVector<std::pair<QString, Text>> claimsWithRuns(const QVector<compare::ComparisonRow> &rows)
{
    QVector<std::pair<QString, Text>> claims;
    for (const compare::ComparisonRow &row : rows) {
        if (row.measured.isEmpty() && !row.quality) {
            continue;
        }
        const Metric *metric = Vocabulary::bundled().metric(row.claim.metric);
        const Text name = metric ? metric->name : Text{};
        const Text figure = compare::figureText(row.claim);
        claims.append(
                {row.claim.id, text("{0}: {1} {2}", "{0}：{3} {4}", paperName(row).toStdString(),
                                    name.en, figure.en, name.zh, figure.zh)});
    }
    return claims;
}

}  // namespace

Result<LibraryChart> libraryChart(const store::Store &store, const compare::ChartQuery &query,
                                  Papers papers)
{
    auto inputs = inputsFor(store, query, papers);
    if (!inputs) {
        return passOn(inputs.error());
    }
    const auto runs = compare::selectRuns(inputs->runs, query.runs);
    const auto rows = compare::compareClaims(inputs->papers, runs, Vocabulary::bundled());
    auto spec = compare::buildChart(query, rows, runs, Vocabulary::bundled());
    if (!spec) {
        return passOn(spec.error());
    }
    for (const store::BadRun &run : std::as_const(inputs->bad)) {
        spec->dropped.append(leftOut(run));
    }
    LibraryChart chart{std::move(*spec),
                       std::move(inputs->runs),
                       compare::metricsOf(rows, Vocabulary::bundled()),
                       {}};
    if (query.kind == compare::ChartKind::History) {
        chart.claims = claimsWithRuns(rows);
    }
    return chart;
}

Result<qsizetype> papersToRead(const store::Store &store, const compare::ChartQuery &query)
{
    if (!query.papers.isEmpty()) {
        return query.papers.size();
    }
    const auto ids = store.paperIds(paperQuery(query, Papers::All));
    return ids ? Result<qsizetype>(ids->size()) : passOn(ids.error());
}

}  // namespace touchstone::exchange
