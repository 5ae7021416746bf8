// A scene of invented tokens: what the instruction attends to, the end effector, and outlier
// channels. Which tokens stay when queries and keys are computed in float or from codes of 4 bits.
#include "kernels/blocks/figures.h"
#include "kernels/blocks/rng.h"
#include "kernels/reduce/prune-quant-aware-tokens/choice.h"
#include "kernels/reduce/prune-quant-aware-tokens/scene.h"
#include "kernels/reduce/prune-quant-aware-tokens/study.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace touchstone::kernels::prune_quant_aware_tokens {

namespace {

double missedOf(const Scene &scene, const Choice &choice)
{
    const auto missed =
            std::count_if(scene.needed.begin(), scene.needed.end(), [&](std::int32_t token) {
                return !std::binary_search(choice.tokens.begin(), choice.tokens.end(), token);
            });
    return 100 * double(missed) / double(scene.needed.size());
}

// The largest distance of a cell to the nearest token that stays, in cells.
double gapOf(const Choice &choice)
{
    const auto n = std::int32_t(Scene::side);
    double most = 0;
    for (std::int32_t cell = 0; cell < n * n; ++cell) {
        double nearest = 2 * n;
        for (const std::int32_t token : choice.tokens) {
            nearest = std::min(nearest, std::hypot(cell / n - token / n, cell % n - token % n));
        }
        most = std::max(most, nearest);
    }
    return most;
}

struct Named {
    const char *id;
    Rounding rounding;
    bool criteria;
};
constexpr std::array choices{
        Named{"score", Rounding::None, false}, Named{"criteria", Rounding::None, true},
        Named{"quantised-score", Rounding::Plain, false},
        Named{"rotated-score", Rounding::Rotated, false}, Named{"both", Rounding::Rotated, true}};

void addFigures(SeedFigures &to, std::uint64_t seed, double outliers, bool smoke)
{
    const Scene scene(seed, float(outliers));
    const std::array<std::vector<float>, 3> scores{scene.scores(Rounding::None),
                                                   scene.scores(Rounding::Plain),
                                                   scene.scores(Rounding::Rotated)};
    const At byOutliers{{"outliers", outliers}};
    for (const Named &named : choices) {
        to.add("score-error", named.id,
               100 * (1 - correlation(scores[0], scores[std::size_t(named.rounding)])), "%",
               Evidence::Simulated, byOutliers);
    }
    for (const std::size_t keep : {20U, 40U, 70U}) {
        if (smoke && keep != 40) {
            continue;
        }
        const At at{{"keep", double(keep)}, {"outliers", outliers}};
        const std::size_t kept = keptTokens(Scene::side, keep);
        const auto chosen = [&](Rounding rounding, bool criteria) {
            const auto &own = scores[std::size_t(rounding)];
            return criteria ? threeCriteria(own, Scene::side, scene.effector, kept)
                            : largestScores(own, kept);
        };
        const auto add = [&](const char *metric, const char *variant, double value,
                             const char *unit) {
            to.add(metric, variant, value, unit, Evidence::Simulated, at);
        };
        for (const Named &named : choices) {
            const Choice choice = chosen(named.rounding, named.criteria);
            add("missed-tokens", named.id, missedOf(scene, choice), "%");
            add("needed-kept", named.id, 100 - missedOf(scene, choice), "%");
            add("largest-gap", named.id, gapOf(choice), "cells");
        }
        // What the criteria bring without the rotation.
        add("missed-by-criteria-alone", "both", missedOf(scene, chosen(Rounding::Plain, true)),
            "%");
    }
}

}  // namespace

Result<std::vector<Quality>> pruningQuality(const Setup &setup)
{
    const bool smoke = setup.effort == Effort::Smoke;
    constexpr int scenes = 20;
    return studySeeds(
            setup, "pruning scenes",
            [&](std::uint64_t seed, SeedFigures &to) {
                for (const double outliers : {1.0, 10.0, 30.0}) {
                    if (!smoke || outliers == 30) {
                        addFigures(to, seed, outliers, smoke);
                    }
                }
            },
            setup.threads, scenes);
}

}  // namespace touchstone::kernels::prune_quant_aware_tokens
