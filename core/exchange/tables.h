// What leaves the library as a table; every table has the same cells in both languages.
#pragma once

#include "compare/chart_spec.h"
#include "exchange/comparison_inputs.h"

namespace touchstone::exchange {

// One row a claim: paper, metric, figure, factor, flags, status, sentence.
compare::ChartTable claimsTable(const QVector<LibraryReport> &reports);
// One row a ratio of a run.
compare::ChartTable measurementsTable(const QVector<compare::RunInput> &runs);
// One row a claim beside its newest measurement: the row Touchstone exists for.
compare::ChartTable comparisonTable(const QVector<compare::ComparisonRow> &rows);

// Why a run is mistrusted, in English, and {"file","sha256"}; null for runs without.
QJsonValue mistrustJson(const std::optional<Text> &mistrust);
QJsonValue originJson(const measure::Origin &origin);

// touchstone-comparison/1; sentences in one language.
QJsonObject comparisonJson(const QVector<compare::ComparisonRow> &rows, Language language);

}  // namespace touchstone::exchange
