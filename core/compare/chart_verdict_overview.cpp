// How many claims of each technique have which answer, as stacked bars.
#include "compare/chart_parts.h"

#include <QSet>

#include <algorithm>
#include <array>
#include <map>

namespace touchstone::compare {

namespace {

constexpr int outcomeCount = int(Outcome::NoKernel) + 1;

struct Tally {
    std::array<int, outcomeCount> claims{};  // by outcome
    int total = 0, answered = 0;
};

using Tallies = std::map<QString, Tally>;  // by technique

bool isChosen(const ComparisonRow &row, const ChartQuery &query)
{
    const bool met = outcomeOf(row) == Outcome::Consistent;
    return (query.metric.isEmpty() || row.claim.metric == query.metric)
           && !(query.differencesOnly && met);
}

Tallies talliesOf(const ChartInput &input, ChartSpec &spec)
{
    Tallies tallies;
    QSet<QString> papers;
    int claims = 0;
    for (const ComparisonRow &row : input.rows) {
        if (!isChosen(row, input.query)) {
            continue;
        }
        ++claims;
        papers.insert(row.paperId);
        for (const QString &technique : row.techniques) {
            if (input.query.technique.isEmpty() || technique == input.query.technique) {
                Tally &tally = tallies[technique];
                ++tally.claims[std::size_t(outcomeOf(row))];
                ++tally.total;
                tally.answered += row.isAnswered() ? 1 : 0;
            }
        }
    }
    if (claims > 0) {
        spec.legendNote = text("n = {0} claims of {1} papers; a paper with several techniques "
                               "counts for each of them.",
                               "n = {0} 条论断，来自 {1} 篇论文；含多种技术的论文在每种技术中各计"
                               "一次。",
                               claims, papers.size());
    }
    return tallies;
}

// Answered techniques first, then those with many claims.
QVector<QString> orderOf(const Tallies &tallies)
{
    QVector<QString> ids;
    for (const auto &[id, tally] : tallies) {
        ids.append(id);
    }
    std::stable_sort(ids.begin(), ids.end(), [&tallies](const QString &a, const QString &b) {
        const Tally &one = tallies.at(a);
        const Tally &other = tallies.at(b);
        return std::pair(one.answered, one.total) > std::pair(other.answered, other.total);
    });
    return ids;
}

// Those that some technique has.
QVector<Outcome> outcomesIn(const Tallies &tallies)
{
    QVector<Outcome> outcomes;
    for (int i = 0; i < outcomeCount; ++i) {
        const bool any = std::any_of(tallies.begin(), tallies.end(), [i](const auto &entry) {
            return entry.second.claims[std::size_t(i)] > 0;
        });
        if (any) {
            outcomes.append(Outcome(i));
        }
    }
    return outcomes;
}

ChartPoint barOf(int count, qsizetype line, const Text &technique, const Text &outcome, int total)
{
    ChartPoint point;
    point.x = count;
    point.y = double(line);
    point.row = int(line);
    point.label = QString::fromStdString(technique.en);
    point.name = technique;
    point.detail = outcome;
    point.note = text("{0}: {1} of {2} claims {3}", "{4}：{2} 条论断中 {1} 条{5}", technique.en,
                      count, total, outcome.en, technique.zh, outcome.zh);
    return point;
}

void addTechnique(ChartSpec &spec, const Text &name, const Tally &tally,
                  const QVector<Outcome> &outcomes)
{
    const qsizetype line = spec.y.categories.size();
    QVector<Text> cells{name};
    for (qsizetype i = 0; i < outcomes.size(); ++i) {
        const int count = tally.claims[std::size_t(outcomes[i])];
        cells.append(same(QString::number(count)));
        if (count > 0) {
            spec.series[i].points.append(
                    barOf(count, line, name, outcomeWords(outcomes[i]), tally.total));
        }
    }
    cells.append(same(QString::number(tally.total)));
    spec.table.rows.append(cells);
    spec.y.categories.append(name);
    spec.figures.append(
            {same(QString::number(tally.answered)), same(QString::number(tally.total))});
}

}  // namespace

ChartSpec verdictOverview(const ChartInput &input)
{
    ChartSpec spec;
    spec.title = {"Answers to the claims of each technique", "各技术论断的结论"};
    spec.x.title = {"claims", "论断数"};
    spec.x.values = AxisValues::Counts;
    spec.figureTitles = {{"answered", "已有结论"}, {"claims", "论断数"}};
    const Tallies tallies = talliesOf(input, spec);
    const QVector<Outcome> outcomes = outcomesIn(tallies);
    spec.table.columns = {{"Technique", "技术"}};
    for (const Outcome outcome : outcomes) {
        const Text name = outcomeWords(outcome);
        spec.series.append({name, MarkStyle::Count, false, {}, -1, true, outcome});
        spec.table.columns.append(name);
    }
    spec.table.columns.append(Text{"Claims", "论断数"});
    int most = 0;
    for (const QString &id : orderOf(tallies)) {
        addTechnique(spec, techniqueName(input.vocabulary, id), tallies.at(id), outcomes);
        most = std::max(most, tallies.at(id).total);
    }
    constexpr double air = 1.04;
    spec.x.max = std::max(1.0, most * air);
    if (!input.query.metric.isEmpty()) {
        const Text metric = metricName(input.vocabulary, input.query.metric);
        spec.subtitle = text("Metric: {0}.", "指标：{1}。", metric.en, metric.zh);
    }
    if (spec.table.rows.isEmpty()) {
        spec.subtitle = joined({"No claim is selected: choose another technique or import a "
                                "report.",
                                "所选范围内没有论断：请另选技术，或导入报告。"},
                               spec.subtitle);
    }
    return spec;
}

}  // namespace touchstone::compare
