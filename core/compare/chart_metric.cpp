#include "compare/chart_metric.h"

#include "compare/chart_parts.h"
#include "compare/run_words.h"

#include <algorithm>
#include <map>

namespace touchstone::compare {

namespace {

bool hasFactor(const ComparisonRow &row)
{
    return !row.quality && (row.claimed || shownOf(row));
}

struct Count {
    int claims = 0, answered = 0;
};
using Counts = std::map<QString, Count>;

Counts countsOf(const QVector<ComparisonRow> &rows)
{
    Counts counts;
    for (const ComparisonRow &row : rows) {
        if (hasFactor(row)) {
            Count &count = counts[row.claim.metric];
            ++count.claims;
            count.answered += shownOf(row) ? 1 : 0;
        }
    }
    return counts;
}

// In the order of the vocabulary; metrics that it lacks go last.
QStringList inOrder(const Counts &counts, const Vocabulary &vocabulary)
{
    QStringList ids;
    for (const Metric &metric : vocabulary.metrics()) {
        if (counts.contains(metric.id)) {
            ids.append(metric.id);
        }
    }
    for (const auto &[id, count] : counts) {
        if (!ids.contains(id)) {
            ids.append(id);
        }
    }
    return ids;
}

QString mostFrequent(const QStringList &ids, const Counts &counts)
{
    QString best;
    for (const QString &id : ids) {
        const auto weight = [&counts](const QString &one) {
            return std::pair(counts.at(one).answered, counts.at(one).claims);
        };
        if (best.isEmpty() || weight(id) > weight(best)) {
            best = id;
        }
    }
    return best;
}

void append(Text &list, const Text &item)
{
    list.en += (list.en.empty() ? "" : ", ") + item.en;
    list.zh += (list.zh.empty() ? "" : "、") + item.zh;
}

}  // namespace

OneMetric oneMetric(const QVector<ComparisonRow> &rows, const QString &wanted,
                    const Vocabulary &vocabulary)
{
    const Counts counts = countsOf(rows);
    const QStringList ids = inOrder(counts, vocabulary);
    OneMetric out;
    out.id = wanted.isEmpty() ? mostFrequent(ids, counts) : wanted;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(out.rows),
                 [&out](const ComparisonRow &row) { return row.claim.metric == out.id; });
    if (out.id.isEmpty()) {
        return out;
    }
    Text others;
    for (const QString &id : ids) {
        if (id != out.id) {
            const Text name = metricName(vocabulary, id);
            append(others, text("{0} ({1})", "{2}（{1}）", name.en, counts.at(id).claims, name.zh));
        }
    }
    const Text name = metricName(vocabulary, out.id);
    out.note = text("Metric: {0}.", "指标：{1}。", name.en, name.zh);
    if (!others.en.empty()) {
        out.note = joined(out.note,
                          text("Other metrics, not on this axis (claims): {0}.",
                               "未绘入本坐标轴的其他指标（论断数）：{1}。", others.en, others.zh));
    }
    return out;
}

QStringList metricsOf(const QVector<ComparisonRow> &rows, const Vocabulary &vocabulary)
{
    return inOrder(countsOf(rows), vocabulary);
}

std::set<std::string> quantitiesOf(const QString &metric, const QVector<ComparisonRow> &rows,
                                   const Vocabulary &vocabulary)
{
    std::set<std::string> out;
    for (const ComparisonRow &row : rows) {
        if (row.claim.metric == metric && !row.quantity.isEmpty()) {
            out.insert(row.quantity.toStdString());
        }
    }
    if (const Metric *known = vocabulary.metric(metric); known && out.empty()) {
        const bool timed = known->quantity == QLatin1String("time")
                           || known->quantity == QLatin1String("rate");
        out.insert(timed ? "time" : known->quantity.toStdString());
    }
    return out;
}

OneQuantity oneQuantity(const std::map<std::string, int> &counts, const QString &metric,
                        const QVector<ComparisonRow> &rows, const Vocabulary &vocabulary)
{
    OneQuantity out;
    if (!metric.isEmpty()) {
        out.shown = quantitiesOf(metric, rows, vocabulary);
    } else if (!counts.empty()) {
        const auto most =
                std::max_element(counts.begin(), counts.end(), [](const auto &a, const auto &b) {
                    return std::pair(a.second, a.first == "time")
                           < std::pair(b.second, b.first == "time");
                });
        out.shown = {most->first};
    }
    Text others;
    for (const auto &[quantity, count] : counts) {
        if (!out.shown.contains(quantity)) {
            const Text name = quantityWords(QString::fromStdString(quantity));
            append(others, text("{0} ({1})", "{2}（{1}）", name.en, count, name.zh));
        }
    }
    if (!others.en.empty()) {
        out.note = text("Other quantities, not on this axis (ratios): {0}.",
                        "未绘入本坐标轴的其他量（比值数）：{1}。", others.en, others.zh);
    }
    return out;
}

}  // namespace touchstone::compare
