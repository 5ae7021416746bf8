// Rows and runs for charts, and charts built from them.
#pragma once

#include "compare/chart_spec.h"
#include "compare/samples.h"

namespace touchstone::samples {

const QString late = QStringLiteral("2026-02-01T10:00:00Z");

struct ChartData {
    QVector<compare::RunInput> runs;
    QVector<compare::ComparisonRow> rows;
};

// One measured paper with two claims (one a bound) and one paper without a kernel.
ChartData chartData(const QVector<compare::RunInput> &runs);
ChartData chartData();  // of one run "r" at `late`: 2x

compare::ChartQuery queryOf(compare::ChartKind kind);
// Fails hard on an error.
compare::ChartSpec built(const compare::ChartQuery &query, const ChartData &data = chartData());
// What is wrong with the query; empty when it builds.
QString refusalOf(const compare::ChartQuery &query, const ChartData &data = chartData());
// The first of this style; nullptr: none.
const compare::ChartSeries *seriesOf(const compare::ChartSpec &spec, compare::MarkStyle style);

}  // namespace touchstone::samples
