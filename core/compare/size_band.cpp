#include "compare/size_band.h"

#include "compare/drawable.h"

#include <algorithm>

namespace touchstone::compare {

namespace {

measure::Sizes without(const std::string &dimension, measure::Sizes sizes)
{
    std::erase_if(sizes, [&](const auto &one) { return one.first == dimension; });
    return sizes;
}

bool differOnlyIn(const std::string &dimension, const measure::RatioResult &a,
                  const measure::RatioResult &b)
{
    return a.baseline == b.baseline && a.technique == b.technique && a.quantity == b.quantity
           && a.operation == b.operation && a.at == b.at
           && without(dimension, a.sizes) == without(dimension, b.sizes);
}

// The shown run first, then the others of its machine, device and threads.
QVector<const RunInput *> ofSameSetting(const QVector<const RunInput *> &runs,
                                        const RunInput &shown)
{
    QVector<const RunInput *> same{&shown};
    std::copy_if(runs.begin(), runs.end(), std::back_inserter(same), [&](const RunInput *run) {
        return run != &shown && run->machine == shown.machine
               && run->result.device == shown.result.device
               && run->result.threads == shown.result.threads && run->result.verification.passed
               && !mistrustOf(run->result);
    });
    return same;
}

}  // namespace

std::optional<double> sizeIn(const measure::Sizes &sizes, const std::string &dimension)
{
    const auto found = std::find_if(sizes.begin(), sizes.end(),
                                    [&](const auto &one) { return one.first == dimension; });
    return found == sizes.end() ? std::nullopt : std::optional(double(found->second));
}

RatioFigure factorFigure(const std::optional<Claimed> &claimed)
{
    RatioFigure out{QStringLiteral("x"), [](const auto &ratio) { return ratio.ratio; }, {}};
    if (claimed) {
        out.holds = [claimed = *claimed](double factor) { return reaches(factor, claimed); };
    }
    return out;
}

std::optional<Band> bandOfSizes(const QVector<const RunInput *> &runs, const RunInput &shownRun,
                                const measure::RatioResult &shown, const KernelClaim::Knob &knob,
                                const RatioFigure &as)
{
    const std::string dimension = knob.dimension.toStdString();
    const auto here = sizeIn(shown.sizes, dimension);
    if (!here) {
        return std::nullopt;
    }
    std::vector<Tried> tried;
    for (const RunInput *run : ofSameSetting(runs, shownRun)) {
        for (const measure::RatioResult &ratio : run->result.ratios) {
            const auto value = sizeIn(ratio.sizes, dimension);
            if (value && drawable(ratio) && differOnlyIn(dimension, ratio, shown)) {
                const double figure = as.figure(ratio);
                tried.push_back({{{dimension, *value}}, figure, as.holds && as.holds(figure)});
            }
        }
    }
    auto band = bandOver(tried, {{dimension, *here}});
    if (band) {
        band->knobs = {knob.name};
        band->knobUnits = {knob.unit};
        band->unit = as.unit;
        band->judged = bool(as.holds);
    }
    return band;
}

}  // namespace touchstone::compare
