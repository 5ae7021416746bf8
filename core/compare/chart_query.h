// What a chart is asked for: its kind, the choice of claims and runs, their order and the axes.
#pragma once

#include "compare/comparison.h"

#include <QJsonObject>

namespace touchstone::compare {

enum class ChartKind {
    ClaimsVsMeasured,     // "claims-vs-measured": a dumbbell per claim, the limit as a line
    ClaimedOverMeasured,  // "claimed-over-measured": scatter, log2 axes, identity line
    TechniqueStrip,       // "technique-strip": claims of a technique, measurements over it
    RatioOverSize,        // "ratio-over-size": sweep of one kernel with interval band
    Roofline,             // "roofline"
    BaselineShare,   // "baseline-share": ratio against the naive and against the strong baseline
    History,         // "history": one claim over the times of its runs
    VerdictOverview  // "verdict-overview": how many claims of each technique have which answer
};
QString toWord(ChartKind);
std::optional<ChartKind> chartKindFromWord(const QString &);
const QVector<ChartKind> &chartKinds();  // all, in the order in which they are offered

// Of lines, or of the points and the table where a chart has no lines; the largest first.
enum class ChartOrder {
    Natural,     // "natural": as the kind of chart sorts by itself
    ByClaimed,   // "claimed": by the claimed factor
    ByMeasured,  // "measured": by the factor found here
    ByRatio,     // "measured-over-claimed"
    ByPaper      // "paper": by name
};
QString toWord(ChartOrder);
std::optional<ChartOrder> chartOrderFromWord(const QString &);

enum class ChartScale { Automatic, Linear, Logarithmic };  // "automatic", "linear", "logarithmic"
QString toWord(ChartScale);
std::optional<ChartScale> chartScaleFromWord(const QString &);

struct ChartQuery {
    ChartKind kind = ChartKind::ClaimsVsMeasured;
    QString technique, kernel;     // "" = all
    QStringList papers;            // paper ids; empty = all
    bool differencesOnly = false;  // leave out claims that are consistent with the measurement
    RunFilter runs;                // recorded in the spec; the caller applies it with selectRuns
    QString claim = {};            // of a history; "" = the claim with the most runs
    ChartOrder order = ChartOrder::Natural;
    // Metrics do not share an axis: "" = the most frequent one among the claims that have a figure,
    // or among all where none has. An overview of verdicts, which has no such axis, takes all.
    QString metric = {};
    ChartScale scale = ChartScale::Automatic;
    // Limits of the axes in their units; of a time axis seconds since 1970, UTC.
    std::optional<double> xMin = {}, xMax = {}, yMin = {}, yMax = {};
};
QJsonObject toJson(const ChartQuery &);
// Errors name the field, e.g. "query.x_min". An absent field takes its default; an unknown kind,
// order or scale is an error.
Result<ChartQuery> chartQueryFromJson(const QJsonObject &);

// Which parts of a query mean something to a kind of chart; buildChart() refuses the others.
struct ChartChoices {
    QVector<ChartOrder> orders;  // with Natural
    bool metric = false;
    bool scale = false;     // linear or logarithmic, of its axes of factors and rates
    bool yLimits = false;   // its y axis has values, not categories
    bool timeAxis = false;  // along x
};
ChartChoices choicesOf(ChartKind kind);

}  // namespace touchstone::compare
