// The dumbbell: a line of the chart is a claim, its two ends are what was claimed and what was
// measured.
#include "compare/chart_order.h"
#include "compare/chart_parts.h"
#include "compare/claim_words.h"
#include "compare/headline.h"

#include <algorithm>

namespace touchstone::compare {

namespace {

struct Line {
    const ComparisonRow *row = nullptr;
    const Measured *measured = nullptr;
};

// The order of the chart by itself: measured claims first, the best first.
bool comesFirst(const Line &a, const Line &b)
{
    if (bool(a.measured) != bool(b.measured)) {
        return bool(a.measured);
    }
    if (a.measured) {
        return a.measured->ratio.ratio > b.measured->ratio.ratio;
    }
    return a.row->claimed->factor > b.row->claimed->factor;
}

// With hundreds of papers, claims nobody has measured would bury the comparison; they are shown
// when the reader chose papers or a technique, or when there is nothing else.
void leaveOutUnmeasured(QVector<Line> &lines, const ChartQuery &query, QVector<Text> &dropped)
{
    const bool chosen = !query.papers.isEmpty() || !query.technique.isEmpty();
    const auto unmeasured = std::count_if(lines.begin(), lines.end(),
                                          [](const Line &line) { return !line.measured; });
    if (chosen || unmeasured == 0 || unmeasured == lines.size()) {
        return;
    }
    lines.erase(std::remove_if(lines.begin(), lines.end(),
                               [](const Line &line) { return !line.measured; }),
                lines.end());
    dropped.append(text("Claims without a measurement are left out ({0}).",
                        "未绘出 {0} 条尚无实测的论断。", unmeasured));
}

QVector<Line> linesOf(const ChartInput &input, QVector<Text> &dropped)
{
    QVector<Line> lines;
    for (const ComparisonRow &row : input.rows) {
        if (row.quality
            || (input.query.differencesOnly && row.verdict == ClaimVerdict::Consistent)) {
            continue;
        }
        const Measured *measured = shownOf(row);
        if (row.claimed || measured) {
            lines.append({&row, measured});
        }
    }
    leaveOutUnmeasured(lines, input.query, dropped);
    std::stable_sort(lines.begin(), lines.end(), comesFirst);
    sortInOrder(lines, input.query.order, [](const Line &line) { return orderKeyOf(*line.row); });
    return lines;
}

void addTableRow(ChartTable &table, const Line &line, const Vocabulary &vocabulary)
{
    const ComparisonRow &row = *line.row;
    const auto *naive = row.naive.isEmpty() ? nullptr : &row.naive.first().ratio;
    table.rows.append(
            {same(paperName(row)), outcomeWords(outcomeOf(row)),
             metricName(vocabulary, row.claim.metric), figureText(row.claim), factorText(row.claim),
             same(line.measured ? ratioText(line.measured->ratio) : QStringLiteral("–")),
             same(naive ? ratioText(*naive) : QStringLiteral("–")), same(orDash(row.limit)),
             answerWords(row), same(gradeWord(row.grade)),
             same(line.measured ? QString::number(line.measured->ratio.kept) : QStringLiteral("–")),
             row.sentence});
}

// "Speedup (×)": the metric and the unit that the claim is printed in.
Text detailOf(const ComparisonRow &row, const Vocabulary &vocabulary)
{
    const Text metric = metricName(vocabulary, row.claim.metric);
    const Metric *known = vocabulary.metric(row.claim.metric);
    QString unit = row.claim.unit.isEmpty() && known ? known->unit : row.claim.unit;
    if (unit == QLatin1String("x")) {
        unit = QStringLiteral("×");
    }
    return unit.isEmpty()
                   ? metric
                   : text("{0} ({2})", "{1}（{2}）", metric.en, metric.zh, unit.toStdString());
}

ChartPoint limitPoint(const ComparisonRow &row, double y)
{
    ChartPoint point;
    point.x = *row.limit;
    point.y = y;
    point.label = paperName(row);
    point.claimId = row.claim.id;
    point.paperId = row.paperId;
    const std::string limit = chartFigure(*row.limit).toStdString();
    point.note = text("{0}: no more than {1}× is possible", "{0}：上限为 {1}×",
                      paperName(row).toStdString(), limit);
    return point;
}

void addLine(ChartSpec &spec, const Line &line, const Vocabulary &vocabulary, LogRange &range)
{
    const double y = double(spec.y.categories.size());
    const ComparisonRow &row = *line.row;
    const int tableRow = int(spec.table.rows.size());
    const auto add = [&](MarkStyle style, ChartPoint point) {
        point.row = tableRow;
        range.add(point);
        seriesWith(spec, style).points.append(std::move(point));
    };
    spec.y.categories.append(same(paperName(row)));
    spec.y.details.append(detailOf(row, vocabulary));
    spec.figures.append(
            {factorText(row.claim),
             same(line.measured ? ratioText(line.measured->ratio) : QStringLiteral("–")),
             same(gradeWord(row.grade)), outcomeWords(outcomeOf(row))});
    if (row.claimed) {
        add(MarkStyle::Claim, claimPoint(row, y, vocabulary));
    }
    if (line.measured) {
        add(styleOf(line.measured->ratio.evidence, row.grade),
            measuredPoint(row, *line.measured, y));
    }
    if (!row.naive.isEmpty() && onLogAxis(row.naive.first().ratio.ratio)) {
        add(MarkStyle::Naive, measuredPoint(row, row.naive.first(), y));
    }
    if (row.limit && onLogAxis(*row.limit)) {
        add(MarkStyle::Limit, limitPoint(row, y));
    }
    addTableRow(spec.table, line, vocabulary);
}

}  // namespace

ChartSpec claimsVsMeasured(const ChartInput &input)
{
    ChartSpec spec;
    spec.title = {"Claimed and measured", "论断与实测"};
    spec.x.title = {"improvement factor (×)", "改进倍数（×）"};
    spec.series = {{{"claimed in the paper", "论文的论断"}, MarkStyle::Claim, false, {}}};
    spec.series += figureSeries();
    spec.series += QVector<ChartSeries>{
            {{"against the naive baseline", "相对朴素基线"}, MarkStyle::Naive, false, {}},
            {{"limit", "理论上限"}, MarkStyle::Limit, false, {}}};
    spec.guides = {{true, 1, {"break-even", "持平"}}};
    spec.figureTitles = {{"claimed", "论断"},
                         {"figure [95 %]", "数值 [95%]"},
                         {"grade", "等级"},
                         {"verdict", "结论"}};
    spec.table.columns = {{"Paper", "论文"},
                          {"Verdict", "结论"},
                          {"Metric", "指标"},
                          {"Claimed", "论断"},
                          {"Factor", "改进倍数"},
                          {"Figure [95 %]", "数值 [95%]"},
                          {"Naive baseline", "相对朴素基线"},
                          {"Limit", "上限"},
                          {"Answer", "来源"},
                          {"Grade", "等级"},
                          {"n", "n"},
                          {"In words", "说明"}};
    LogRange range;
    QVector<Measured> drawn;
    QVector<ComparisonRow> drawnRows;
    for (const Line &line : linesOf(input, spec.dropped)) {
        addLine(spec, line, input.vocabulary, range);
        if (line.measured) {
            drawn.append(*line.measured);
            drawnRows.append(*line.row);
        }
    }
    range.addBands(spec.series);
    range.apply(spec.x);
    dropEmptyFigureSeries(spec);
    const auto &claims = spec.series[0].points;
    const bool hollow = std::any_of(claims.begin(), claims.end(),
                                    [](const ChartPoint &point) { return point.hollow; });
    spec.legendNote = joined(intervalNote(drawn, hollow), bandNote(drawnRows));
    nameMachines(spec, drawn);
    if (spec.y.categories.isEmpty()) {
        spec.subtitle = {"No claim with an improvement factor is selected: choose other papers or "
                         "import a report.",
                         "所选范围内没有带改进倍数的论断：请另选论文，或导入报告。"};
    } else if (drawn.isEmpty()) {
        spec.subtitle = {"Nothing measured yet: run the kernels of these papers in Bench.",
                         "尚无实测：请在“测量”页运行这些论文的内核。"};
    }
    return spec;
}

}  // namespace touchstone::compare
