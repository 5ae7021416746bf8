// Claimed against measured: on the identity line a claim is met.
#include "compare/chart_order.h"
#include "compare/chart_parts.h"
#include "compare/claim_words.h"
#include "compare/headline.h"

#include <algorithm>

namespace touchstone::compare {

namespace {

ChartPoint pointOf(const ComparisonRow &row, const Measured &measured, const Vocabulary &vocabulary)
{
    ChartPoint point = measuredPoint(row, measured, row.claimed->factor);
    const ChartPoint claim = claimPoint(row, 0, vocabulary);
    point.yLow = claim.xLow;
    point.yHigh = claim.xHigh;
    point.hollow = claim.hollow || point.hollow;
    const Text claimed = factorText(row.claim);
    point.note.en += " Claimed: " + claimed.en + ".";
    point.note.zh += "论断：" + claimed.zh + "。";
    if (row.grade) {
        point.label += QStringLiteral(" (%1)").arg(toWord(*row.grade));
    }
    return point;
}

QVector<const ComparisonRow *> rowsOf(const ChartInput &input)
{
    QVector<const ComparisonRow *> rows;
    for (const ComparisonRow &row : input.rows) {
        const bool met = row.verdict == ClaimVerdict::Consistent;
        if (row.claimed && shownOf(row) && !(input.query.differencesOnly && met)) {
            rows.append(&row);
        }
    }
    sortInOrder(rows, input.query.order, [](const ComparisonRow *row) { return orderKeyOf(*row); });
    return rows;
}

}  // namespace

void placeIdentityLine(ChartSpec &spec)
{
    const auto line =
            std::find_if(spec.series.begin(), spec.series.end(), [](const ChartSeries &series) {
                return series.style == MarkStyle::Guide;
            });
    if (line == spec.series.end() || spec.table.rows.isEmpty()) {
        return;
    }
    ChartPoint from, to;
    from.x = from.y = std::max(spec.x.min, spec.y.min);
    to.x = to.y = std::min(spec.x.max, spec.y.max);
    line->points = from.x < to.x ? QVector<ChartPoint>{from, to} : QVector<ChartPoint>{};
}

ChartSpec claimedOverMeasured(const ChartInput &input)
{
    ChartSpec spec;
    spec.title = {"Claimed against measured", "论断值与实测值对照"};
    spec.x.title = {"factor found (×)", "所得倍数（×）"};
    spec.y.title = {"claimed factor (×)", "论断倍数（×）"};
    spec.series = figureSeries();
    spec.series.append({{"claimed = measured", "论断 = 实测"}, MarkStyle::Guide, true, {}});
    spec.guides = {{true, 1, {"break-even", "持平"}}};
    spec.table.columns = {{"Paper", "论文"},
                          {"Verdict", "结论"},
                          {"Metric", "指标"},
                          {"Claimed", "论断"},
                          {"Figure [95 %]", "数值 [95%]"},
                          {"Answer", "来源"},
                          {"Grade", "等级"},
                          {"In words", "说明"}};
    LogRange range;
    QVector<Measured> drawn;
    QVector<ComparisonRow> drawnRows;
    bool hollow = false;
    for (const ComparisonRow *one : rowsOf(input)) {
        const ComparisonRow &row = *one;
        const Measured *measured = shownOf(row);
        ChartPoint point = pointOf(row, *measured, input.vocabulary);
        point.row = int(spec.table.rows.size());
        range.add(point);
        range.add(point, false);
        hollow = hollow || point.hollow;
        seriesFor(spec, row, *measured).points.append(point);
        drawn.append(*measured);
        drawnRows.append(row);
        spec.table.rows.append({same(paperName(row)), outcomeWords(outcomeOf(row)),
                                metricName(input.vocabulary, row.claim.metric),
                                factorText(row.claim), same(ratioText(measured->ratio)),
                                answerWords(row), same(gradeWord(row.grade)), row.sentence});
    }
    range.addBands(spec.series);
    range.apply(spec.x);
    range.apply(spec.y);
    dropEmptyFigureSeries(spec);
    if (drawn.isEmpty()) {
        spec.subtitle = {
                "No claim has a measurement beside it yet: run the kernels of these papers "
                "in Bench.",
                "尚无论断有对应的实测：请在“测量”页运行这些论文的内核。"};
        return spec;
    }
    spec.legendNote = joined(intervalNote(drawn, hollow), bandNote(drawnRows));
    nameMachines(spec, drawn);
    return spec;
}

}  // namespace touchstone::compare
