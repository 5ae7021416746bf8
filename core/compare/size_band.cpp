#include "compare/size_band.h"

#include "compare/drawable.h"

#include <algorithm>
#include <cmath>

namespace touchstone::compare {

namespace {

using measure::Parameters;
using measure::RatioResult;

const KernelClaim::Knob::Pair *pairOf(const KernelClaim::Knob &knob, const RatioResult &ratio)
{
    const auto found = std::find_if(knob.pairs.begin(), knob.pairs.end(), [&](const auto &pair) {
        return pair.baseline.toStdString() == ratio.baseline
               && pair.technique.toStdString() == ratio.technique;
    });
    return found == knob.pairs.end() ? nullptr : &*found;
}

// The knobs that are dimensions of a ratio's shape, and the one that its variants are a value of.
struct Axes {
    std::vector<std::string> dimensions;
    const KernelClaim::Knob *variants = nullptr;

    Axes(const QVector<KernelClaim::Knob> &knobs, const RatioResult &ratio)
    {
        for (const KernelClaim::Knob &knob : knobs) {
            if (sizeIn(ratio.sizes, knob.dimension.toStdString())) {
                dimensions.push_back(knob.dimension.toStdString());
            } else if (pairOf(knob, ratio)) {
                variants = &knob;
            }
        }
    }
    bool none() const { return dimensions.empty() && !variants; }
    // Where a ratio lies on them.
    Parameters placeOf(const RatioResult &ratio) const
    {
        Parameters at;
        for (const std::string &dimension : dimensions) {
            at.emplace_back(dimension, sizeIn(ratio.sizes, dimension).value_or(NAN));
        }
        if (variants) {
            at.emplace_back(variants->dimension.toStdString(), pairOf(*variants, ratio)->value);
        }
        return at;
    }
    bool differOnlyInThem(const RatioResult &a, const RatioResult &b) const
    {
        const bool sameVariants = a.baseline == b.baseline && a.technique == b.technique;
        return (variants ? pairOf(*variants, a) != nullptr : sameVariants)
               && a.quantity == b.quantity && a.operation == b.operation && a.at == b.at
               && fixed(a.sizes) == fixed(b.sizes);
    }

private:
    measure::Sizes fixed(measure::Sizes sizes) const
    {
        std::erase_if(sizes, [&](const auto &one) {
            return std::find(dimensions.begin(), dimensions.end(), one.first) != dimensions.end();
        });
        return sizes;
    }
};

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
                                const RatioResult &shown, const QVector<KernelClaim::Knob> &knobs,
                                const RatioFigure &as)
{
    const Axes axes(knobs, shown);
    if (axes.none()) {
        return std::nullopt;
    }
    std::vector<Tried> tried;
    for (const RunInput *run : ofSameSetting(runs, shownRun)) {
        for (const RatioResult &ratio : run->result.ratios) {
            if (drawable(ratio) && axes.differOnlyInThem(ratio, shown)) {
                const double figure = as.figure(ratio);
                tried.push_back({axes.placeOf(ratio), figure, as.holds && as.holds(figure)});
            }
        }
    }
    auto band = bandOver(tried, axes.placeOf(shown));
    if (band) {
        for (Text &name : band->knobs) {
            const auto knob = std::find_if(knobs.begin(), knobs.end(), [&](const auto &one) {
                return one.dimension.toStdString() == name.en;
            });
            name = knob->name;
            band->knobUnits.append(knob->unit);
        }
        band->unit = as.unit;
        band->judged = bool(as.holds);
    }
    return band;
}

}  // namespace touchstone::compare
