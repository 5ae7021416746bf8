// Quality figures: how they are made. What they mean is in the kernel's texts.
#pragma once

#include "kernels/kernel.h"

#include <numeric>

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

}  // namespace touchstone::kernels
