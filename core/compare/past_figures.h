// The figures of one claim in all runs that hold them.
#pragma once

#include "compare/comparison.h"
#include "compare/run_change.h"

namespace touchstone::compare {

struct PastFigure {
    const RunInput *run = nullptr;
    double at = 0;     // of the run, seconds since 1970, UTC
    double value = 0;  // a factor; of a quality metric an improvement, or the level that is claimed
    std::optional<double> low, high;  // 95 % interval
    bool trusted = true;              // not noisy
    measure::Evidence evidence = measure::Evidence::Measured;
    Text sentence;
    std::optional<measure::RatioResult> ratio;  // what the figure is: a ratio ...
    std::optional<QualityDifference> quality;   // ... or a quality
    std::optional<RunChange> change;            // against the run before in its series
    bool regression() const { return change && change->change == Change::Worse; }
};

// In the order of their times. runs must outlive the result; runs whose time cannot be read are
// added to `unplaced`.
QVector<PastFigure> pastFigures(const ComparisonRow &row, const QVector<RunInput> &runs,
                                const Vocabulary &vocabulary, QStringList &unplaced);

// What tells one series from another: figures of other machines, versions of the kernel, devices,
// thread counts or presets cannot be compared over time.
QString seriesKeyOf(const PastFigure &figure);

// Fills `change`: each trusted figure against the trusted one before it in its series.
void compareWithEarlier(QVector<PastFigure> &figures);

}  // namespace touchstone::compare
