// What the builders of the chart kinds share.
#pragma once

#include "compare/chart_spec.h"
#include "compare/claim_words.h"

namespace touchstone::compare {

struct ChartInput {
    const ChartQuery &query;
    // Already filtered by technique, kernel and papers, and of one metric where factors of claims
    // are on an axis.
    const QVector<ComparisonRow> &rows;
    const QVector<RunInput> &runs;  // already filtered by kernel
    const Vocabulary &vocabulary;
};

// One builder a kind, each in a file of its own. They fill all but kind, query and hash, with axes
// as they are without a scale or limits in the query.
ChartSpec claimsVsMeasured(const ChartInput &input);
ChartSpec claimedOverMeasured(const ChartInput &input);
ChartSpec techniqueStrip(const ChartInput &input);
ChartSpec ratioOverSize(const ChartInput &input);
ChartSpec roofline(const ChartInput &input);
ChartSpec baselineShare(const ChartInput &input);
Result<ChartSpec> history(const ChartInput &input);  // error: no such claim
ChartSpec verdictOverview(const ChartInput &input);
// From where claimed equals measured at the lower end of both axes to the upper end.
void placeIdentityLine(ChartSpec &spec);

Text joined(const Text &a, const Text &b);  // two sentences; either may be empty
Text metricName(const Vocabulary &vocabulary, const QString &id);
Text techniqueName(const Vocabulary &vocabulary, const QString &id);
Text kernelName(const Vocabulary &vocabulary, const QString &id);
Text variantName(const Vocabulary &vocabulary, const QString &kernel, const std::string &id);

// "1.83 [1.79, 1.88]"; without an interval the ratio alone.
QString ratioText(const measure::RatioResult &ratio);
QString orDash(const std::optional<double> &value);

// A log2 axis can show it.
bool onLogAxis(double value);
// Noisy ratios are drawn hollow; invalid ones never, since they exceed what the machine can do.
bool trusted(const Measured &measured);

// Points of a claim and of a measurement along x at height y; note: the figures in words.
ChartPoint claimPoint(const ComparisonRow &row, double y, const Vocabulary &vocabulary);
ChartPoint measuredPoint(const ComparisonRow &row, const Measured &measured, double y);

// One empty series for each kind of figure that may be beside a claim, so that a reader never takes
// a proxy or a simulated figure for a measurement of the claim's own quantity.
QVector<ChartSeries> figureSeries();
// Where some of the figures came from other machines: says which, in the names of the series and in
// the note of the legend.
void nameMachines(ChartSpec &spec, const QVector<Measured> &drawn);
// The first series of this style, which the spec must have.
ChartSeries &seriesWith(ChartSpec &spec, MarkStyle style);
// Only what was measured, and is no proxy, has the filled round mark.
MarkStyle styleOf(measure::Evidence evidence, std::optional<Grade> grade);
// The series of figureSeries() that the figure belongs to, by its evidence and its grade.
ChartSeries &seriesFor(ChartSpec &spec, const ComparisonRow &row, const Measured &measured);
// A row beside whose claim this kind of ratio is shown: its grade and its evidence are those of the
// claim. nullptr when no claim is compared with it.
const ComparisonRow *rowAbout(const measure::RatioResult &ratio, const QString &kernel,
                              const QVector<ComparisonRow> &rows);
QString gradeWord(const std::optional<Grade> &grade);  // "SQ" ... or a dash
// Series without points leave the legend; the one of measurements stays.
void dropEmptyFigureSeries(ChartSpec &spec);

// Collects values and gives an axis that holds them all, 1 and some air, on a log2 scale.
class LogRange {
public:
    void add(double value);
    void add(const ChartPoint &point, bool alongX = true);
    // To be called last: a band that ends far away must not press everything else into a line.
    void addBands(const QVector<ChartSeries> &series);
    double high() const { return m_high; }
    void apply(ChartAxis &axis) const;

private:
    double m_low = 1, m_high = 1;
};

// The machines whose runs are drawn or counted, for the note below the chart; empty without any.
Text machineNote(const ChartSpec &spec, const QVector<ComparisonRow> &rows,
                 const QVector<RunInput> &runs);
QString machineName(const RunInput &run);  // for people, else its id
QString dayOf(const QString &at);          // "2026-02-01"

// Where the claims of the bands that are drawn would hold; empty without one.
Text bandNote(const QVector<ComparisonRow> &rows);
// Names the interval and n over the given measurements; says what hollow means.
Text intervalNote(const QVector<Measured> &drawn, bool hollowClaims);
// The measurement beside the claim; null when there is none.
const Measured *shownOf(const ComparisonRow &row);

}  // namespace touchstone::compare
