#include "exchange/library_chart.h"

namespace touchstone::exchange {

namespace {

Result<ComparisonInputs> inputsFor(const store::Store &store, const compare::ChartQuery &query)
{
    const Runs runs = query.kind == compare::ChartKind::History ? Runs::All : Runs::Compared;
    if (!query.papers.isEmpty()) {
        return loadComparison(store, query.papers, runs);
    }
    store::PaperQuery papers;
    if (!query.technique.isEmpty()) {
        papers.techniques = {query.technique};
    }
    return loadComparison(store, papers, runs);
}

}  // namespace

Result<LibraryChart> libraryChart(const store::Store &store, const compare::ChartQuery &query)
{
    auto inputs = inputsFor(store, query);
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
    return LibraryChart{std::move(*spec), std::move(*inputs)};
}

}  // namespace touchstone::exchange
