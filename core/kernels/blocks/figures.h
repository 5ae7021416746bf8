// Quality figures: how they are made. What they mean is in the kernel's texts.
#pragma once

#include "kernels/kernel.h"

#include <functional>
#include <map>
#include <numeric>
#include <span>
#include <string_view>

namespace touchstone::kernels {

using At = std::vector<std::pair<std::string, double>>;

// Seeds of a study; tests only want to see that it runs.
inline int seedsOf(const Setup &setup, int full = 5)
{
    return setup.effort == Effort::Smoke ? 2 : full;
}

// A figure without chance.
inline Quality figure(std::string metric, std::string variant, double value, std::string unit,
                      Evidence evidence, At at = {})
{
    Quality out;
    out.metric = std::move(metric);
    out.variant = std::move(variant);
    out.value = value;
    out.unit = std::move(unit);
    out.evidence = evidence;
    out.at = std::move(at);
    return out;
}

// One value for each seed; value is their mean, the harness makes the interval. values: not empty.
inline Quality overSeeds(std::string metric, std::string variant, std::vector<double> values,
                         std::string unit, Evidence evidence = Evidence::Measured, At at = {})
{
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    Quality out = figure(std::move(metric), std::move(variant), sum / double(values.size()),
                         std::move(unit), evidence, std::move(at));
    out.perSeed = std::move(values);
    return out;
}

// Figures of a study that gives one value of each for every seed.
class SeedFigures {
public:
    void add(std::string metric, std::string variant, double value, std::string unit,
             Evidence evidence = Evidence::Measured, At at = {});
    void append(const SeedFigures &other);  // more seeds
    // Means over the seeds, in the order in which the figures first came.
    std::vector<Quality> means() const;

private:
    std::vector<Quality> m_figures;
};
// Calls study(seed, figures) for each of seedsOf(setup, full), reporting progress as `doing`.
// Errors: cancelled, also when a study that looks at setup.stop has returned early. seedsAtOnce:
// how many seeds run in parallel; where it is not 1, a study keeps to its thread.
using SeedStudy = std::function<void(std::uint64_t seed, SeedFigures &figures)>;
Result<std::vector<Quality>> studySeeds(const Setup &setup, std::string_view doing,
                                        const SeedStudy &study, int seedsAtOnce = 1, int full = 5);

// The value of a curve at x, on the line between its neighbours; nullopt beyond its ends. For
// figures at equal cost: what a baseline reaches at the technique's.
std::optional<double> onCurve(const std::map<double, double> &curve, double x);
// Index of the largest, the first of equals; scores: not empty.
std::size_t largestOf(std::span<const float> scores);
// Bits of one symbol by Shannon's entropy, where symbols occur `counts` times.
double entropyOf(std::span<const double> counts);

}  // namespace touchstone::kernels
