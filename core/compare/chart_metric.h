// One metric a chart: a factor of memory says nothing beside one of speed.
#pragma once

#include "compare/comparison.h"

#include <set>

namespace touchstone::compare {

struct OneMetric {
    QString id;                   // "" = no row has a factor
    QVector<ComparisonRow> rows;  // of that metric, in their order
    Text note;                    // names it and the metrics that are left out, with their claims
};
// wanted: "" = the most frequent metric among the rows that have a figure, or among all with a
// factor where none has; among equals the first of the vocabulary.
OneMetric oneMetric(const QVector<ComparisonRow> &rows, const QString &wanted,
                    const Vocabulary &vocabulary);

// The metrics of the rows that have a factor, in the order of the vocabulary.
QStringList metricsOf(const QVector<ComparisonRow> &rows, const Vocabulary &vocabulary);

// The quantities of ratios that answer claims of a metric: those that its rows are compared with,
// or "time" and the like where there is no row.
std::set<std::string> quantitiesOf(const QString &metric, const QVector<ComparisonRow> &rows,
                                   const Vocabulary &vocabulary);

// The quantity that a chart of ratios shows where several are there.
struct OneQuantity {
    std::set<std::string> shown;
    Text note;  // the quantities that are left out; empty without any
};
// counts: ratios by quantity. metric: "" = the most frequent quantity, time among equals.
OneQuantity oneQuantity(const std::map<std::string, int> &counts, const QString &metric,
                        const QVector<ComparisonRow> &rows, const Vocabulary &vocabulary);

}  // namespace touchstone::compare
