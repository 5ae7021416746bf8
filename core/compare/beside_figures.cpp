#include "compare/beside_figures.h"

#include "compare/band.h"
#include "compare/drawable.h"
#include "compare/size_band.h"

#include <algorithm>

namespace touchstone::compare {

using measure::RatioResult;

namespace {

// Whether parameters of a ratio are those of the shown one, or sizes of its shape.
bool isOfSetting(const RatioResult &ratio, const RatioResult &shown)
{
    return std::all_of(ratio.at.begin(), ratio.at.end(), [&](const auto &parameter) {
        const auto own = parameterIn(shown.at, parameter.first);
        const auto size = sizeIn(shown.sizes, parameter.first);
        return own ? *own == parameter.second : size && *size == parameter.second;
    });
}

}  // namespace

void addLoss(ComparisonRow &row, const KernelClaim &entry, const RunInput &run)
{
    const Measured &shown = row.measured.first();
    std::vector<const measure::QualityResult *> figures;
    for (const measure::QualityResult &figure : run.result.quality) {
        if (figure.metric == entry.loss.metric.toStdString()
            && figure.variant == shown.ratio.technique) {
            figures.push_back(&figure);
        }
    }
    // A parameter that neither the entry nor the shape gives could have any value: which price is
    // the claim's is then not known.
    const auto found = std::find_if(figures.begin(), figures.end(), [&](const auto *figure) {
        return std::all_of(figure->at.begin(), figure->at.end(), [&](const auto &parameter) {
            const auto wanted = parameterIn(entry.loss.at, parameter.first);
            const auto size = sizeIn(shown.ratio.sizes, parameter.first);
            return wanted ? *wanted == parameter.second : size && *size == parameter.second;
        });
    });
    if (found == figures.end()) {
        return;
    }
    row.loss = **found;
    row.lossName = entry.loss.name;
    for (const measure::QualityResult &figure : run.result.quality) {
        if (figure.metric == row.loss->metric && figure.variant == shown.ratio.baseline
            && figure.at == row.loss->at) {
            row.lossOfBaseline = figure.value;
        }
    }
    const std::string knob =
            entry.knobs.isEmpty() ? "" : entry.knobs.first().dimension.toStdString();
    for (const measure::QualityResult *figure : figures) {
        const auto value = parameterIn(figure->at, knob);
        const bool elseAlike =
                std::all_of(figure->at.begin(), figure->at.end(), [&](const auto &parameter) {
                    return parameter.first == knob
                           || parameterIn(row.loss->at, parameter.first) == parameter.second;
                });
        if (value && elseAlike) {
            row.lossByKnob.append({*value, figure->value});
        }
    }
}

void addBeside(ComparisonRow &row, const KernelClaim &entry, const RunInput &run)
{
    const RatioResult &shown = row.measured.first().ratio;
    for (const KernelClaim::Beside &wanted : entry.beside) {
        const RatioResult *found = nullptr;
        for (const RatioResult &one : run.result.ratios) {
            const bool isWanted = one.baseline == wanted.baseline.toStdString()
                                  && one.technique == wanted.technique.toStdString()
                                  && one.quantity == wanted.quantity.toStdString()
                                  && one.operation == shown.operation && isOfSetting(one, shown)
                                  && drawable(one);
            const bool sameShape = one.shape == shown.shape && one.group == shown.group;
            if (isWanted && (sameShape || (one.shape.empty() && one.group.empty() && !found))) {
                found = &one;
            }
        }
        if (found) {
            row.beside.append({wanted.name, *found});
        }
    }
}

}  // namespace touchstone::compare
