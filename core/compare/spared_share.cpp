#include "compare/spared_share.h"

#include "compare/claim_words.h"

#include <algorithm>

namespace touchstone::compare {

namespace {

// The knob that a band over the spared share cannot show: how large the work is that is spared.
Text overheadWords(const Text &name, double overhead, double neededWithout)
{
    const auto percent = [](double share) { return threeDigits(100 * share).toStdString(); };
    return text("The technique's own work takes {0} % of the baseline's time here; if it took "
                "none, the claim would hold where {1} ≥ {2} %.",
                "技术自身的开销占此处基线耗时的 {0}%；若无此开销，当{3} ≥ {2}% 时论断成立。",
                percent(overhead), name.en, percent(neededWithout), name.zh);
}

}  // namespace

std::optional<Band> sparedShareBand(const measure::RatioResult &ratio, const Text &name,
                                    const std::optional<Claimed> &claimed)
{
    if (!ratio.limit || *ratio.limit <= 1 || ratio.ratio <= 0 || ratio.low > *ratio.limit) {
        return std::nullopt;
    }
    const double rest = 1 / *ratio.limit;
    // Of a ratio within its interval of the limit: none.
    const double overhead = std::max(0.0, 1 / ratio.ratio - rest);
    const double here = 1 - rest;
    std::vector<double> shares{0, here};
    if (overhead > 1e-6) {  // else sparing all of the work would take no time at all
        shares.push_back(1);
    }
    if (claimed && claimed->factor > 0) {
        const double needed = 1 - 1 / claimed->low.value_or(claimed->factor) + overhead;
        if (needed > 0 && needed < shares.back()) {
            shares.push_back(needed);
        }
    }
    std::sort(shares.begin(), shares.end());
    Band band;
    band.knobs = {name};
    band.knobUnits = {QStringLiteral("%")};
    band.unit = QStringLiteral("x");
    band.here = {100 * here};
    band.whole = true;
    band.judged = claimed.has_value();
    for (const double share : shares) {
        const double factor = 1 / (1 - share + overhead);
        // The share at which it just holds must not be lost to rounding.
        const bool holds = claimed && reaches(factor * (1 + 1e-12), *claimed);
        band.points.append({{100 * share}, factor, holds});
    }
    if (claimed && claimed->factor > 1 && overhead > 1e-3) {
        band.remark = overheadWords(name, overhead, 1 - 1 / claimed->low.value_or(claimed->factor));
    }
    return band;
}

}  // namespace touchstone::compare
