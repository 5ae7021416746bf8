#include "quantities.h"

#include "measure/results/quantity_ratio.h"

#include <algorithm>

namespace touchstone::measure {

namespace {

QualityResult figureOf(const kernels::Quality &figure)
{
    return {figure.metric, figure.variant, figure.value,   figure.low,     figure.high,
            figure.unit,   figure.at,      figure.perSeed, figure.evidence};
}

}  // namespace

QualityResult qualityResult(const kernels::Quality &figure)
{
    return overSeeds(figureOf(figure));
}

std::vector<RatioResult> quantityRatios(const kernels::Comparison &comparison,
                                        const std::vector<kernels::Quality> &figures)
{
    std::vector<RatioResult> ratios;
    for (const kernels::Quality &a : figures) {
        if (a.metric != comparison.quantity || a.variant != comparison.baseline) {
            continue;
        }
        const auto b = std::find_if(figures.begin(), figures.end(), [&](const auto &figure) {
            return figure.metric == a.metric && figure.variant == comparison.technique
                   && figure.at == a.at;
        });
        if (b == figures.end()) {
            continue;
        }
        auto ratio = comparison.higherIsBetter ? quantityRatio(figureOf(*b), figureOf(a))
                                               : quantityRatio(figureOf(a), figureOf(*b));
        if (ratio) {
            ratio->baseline = comparison.baseline;
            ratio->technique = comparison.technique;
            ratio->operation = comparison.operation;
            ratios.push_back(std::move(*ratio));
        }
    }
    return ratios;
}

}  // namespace touchstone::measure
