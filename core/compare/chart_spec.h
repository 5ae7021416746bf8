// A chart as data: built here once, drawn by ui/charts on screen and on paper, written as a table.
#pragma once

#include "compare/chart_query.h"
#include "compare/headline.h"

namespace touchstone::compare {

enum class MarkStyle {
    Claim,
    Measurement,  // measured here, grade SQ or SM
    Proxy,        // measured here, grade PX
    Computed,     // exact arithmetic
    Simulated,    // by a simulator, or from an input that the kernel invents
    Baseline,
    Naive,
    Limit,
    Guide,
    Regression,  // worse than the run before
    Count        // of claims; the outcome of its series tells the colour
};

// Whether it is what is drawn beside a claim, whatever its evidence and grade.
bool isFigure(MarkStyle style);

struct ChartPoint {
    double x = 0, y = 0;
    std::optional<double> xLow, xHigh, yLow, yHigh;  // interval or range
    std::optional<double> bandLow, bandHigh;  // along x, over the parameter that decides the figure
    bool hollow = false;                      // a bound or flagged
    QString label;                    // what it is, one language-neutral name (paper, kernel)
    Text note;                        // the figures in words: tooltip and screen reader
    QString claimId, runId, paperId;  // for click through
    Text detail = {};  // what tells it from others of the same label: shape, run, date
    Text name = {};    // in the reader's language, where the label is an id; empty: the label
    int row = -1;      // of the table, with the same figures; -1: none
};
struct ChartSeries {
    Text name;
    MarkStyle style = MarkStyle::Measurement;
    bool line = false;  // joined, with a band when points have intervals
    QVector<ChartPoint> points;
    qsizetype limitOf = -1;  // which series this limit bounds; -1: all of them
    // A bar of length x for each point, which begins where that of the series before ends at the
    // same y.
    bool stacked = false;
    std::optional<Outcome> outcome = {};  // of what is counted
};
enum class AxisValues {
    Numbers,  // "numbers"
    Sizes,    // "sizes": of problems; ticks at powers of two
    Times,    // "times": seconds since 1970, UTC; ticks are dates
    Counts    // "counts": ticks are whole numbers
};

struct ChartAxis {
    Text title;
    bool log2 = false;
    double min = 0, max = 1;
    QVector<Text> categories;  // non-empty: a category axis; y of a point is the index
    // A second line under each category, such as metric and unit: never cut, while the category
    // may be. Empty, or one for each category.
    QVector<Text> details = {};
    AxisValues values = AxisValues::Numbers;
};
struct GuideLine {
    bool vertical = false;
    double value = 0;
    Text label;
    MarkStyle style = MarkStyle::Guide;
};
struct ChartTable {
    QVector<Text> columns;
    QVector<QVector<Text>> rows;
};

struct ChartSpec {
    ChartKind kind = ChartKind::ClaimsVsMeasured;
    Text title, subtitle;
    QJsonObject query;  // what it was built from, so that it can be rebuilt
    QString dataHash;   // of the rows it was built from
    ChartAxis x, y;
    QVector<ChartSeries> series;
    QVector<GuideLine> guides;
    // Printed right of each category where there is room: one title a column, one row a category.
    QVector<Text> figureTitles;
    QVector<QVector<Text>> figures;
    QVector<Text> dropped;  // what could not be drawn (values <= 0 on a log axis ...) and why
    Text legendNote;        // names the interval and n
    ChartTable table;       // the same figures
    QJsonObject drawnAs;    // theme, size and language of an exported chart; empty before
};

// An empty chart is not an error: the spec then says in its subtitle what to do next. What the kind
// of chart cannot do (choicesOf) and a logarithmic axis with values of 0 or below are errors.
Result<ChartSpec> buildChart(const ChartQuery &query, const QVector<ComparisonRow> &rows,
                             const QVector<RunInput> &runs, const Vocabulary &vocabulary);

// The schema touchstone-chart/1, embedded in every exported file. Round-trips without loss; NaN and
// infinities do not occur, since the builders drop them. Errors name the place, e.g.
// "series[1].points[0].x".
QByteArray toJson(const ChartSpec &spec);
Result<ChartSpec> chartSpecFromJson(const QByteArray &json);

}  // namespace touchstone::compare
