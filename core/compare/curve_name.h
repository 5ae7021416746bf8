// How the curves of one kernel over the problem size are named and drawn.
#pragma once

#include "compare/chart_metric.h"
#include "compare/chart_parts.h"
#include "compare/size_scale.h"

namespace touchstone::compare {

// Whether a ratio is on the axis of the chart.
bool isShown(const measure::RatioResult &ratio, const OneQuantity &quantity);

// What differs among the curves of a chart is part of the name of each; what all of them have in
// common is told once, below the title.
struct CurveParts {
    bool manyMachines = false, manyDevices = false;
    const measure::RatioResult *onlyPair = nullptr;  // one of its ratios; nullptr: several or none
};
CurveParts partsOf(const QVector<const RunInput *> &runs, const OneQuantity &quantity);

// As the claim that its ratio is compared with.
struct CurveKind {
    MarkStyle style = MarkStyle::Measurement;
    Text words;
};
CurveKind curveKind(const measure::RatioResult &ratio, const RunInput &run,
                    const QVector<ComparisonRow> &rows);

// What tells the line from others of the same variants: "prefill, long, tokens, width 64".
Text lineName(const SizeScale &scale, const measure::RatioResult &ratio, const QString &kernel);
// "fused vs separate"
Text pairName(const Vocabulary &vocabulary, const QString &kernel,
              const measure::RatioResult &ratio);
// line, kind: of the ratio.
Text curveName(const CurveParts &parts, const RunInput &run, const measure::RatioResult &ratio,
               const Text &line, const Text &kind, const Vocabulary &vocabulary);

}  // namespace touchstone::compare
