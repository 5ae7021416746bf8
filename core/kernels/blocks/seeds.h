// Quality figures that vary with the inputs: a mean over seeds with its interval.
#pragma once

#include "kernels/kernel.h"

#include <cmath>
#include <span>

namespace touchstone::kernels {

constexpr int kQualitySeeds = 5;

// Two-sided 95 % quantile of Student's t: the expansion about the normal quantile of Cornish and
// Fisher (Abramowitz and Stegun 26.7.5), within 0.3 % from four degrees of freedom on.
inline double studentT95(double freedom)
{
    constexpr double z = 1.959964;
    constexpr double z3 = z * z * z;
    constexpr double z5 = z3 * z * z;
    constexpr double z7 = z5 * z * z;
    return z + (z3 + z) / (4 * freedom) + (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom * freedom)
           + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * freedom * freedom * freedom);
}

// Mean of one figure a seed, with the 95 % interval of the mean; at least five values.
inline Quality meanOverSeeds(const std::string &metric, const std::string &variant,
                             std::span<const double> values, const std::string &unit)
{
    const auto n = double(values.size());
    double mean = 0;
    for (const double value : values) {
        mean += value / n;
    }
    double variance = 0;
    for (const double value : values) {
        variance += (value - mean) * (value - mean) / (n - 1);
    }
    const double half = studentT95(n - 1) * std::sqrt(variance / n);
    return {metric, variant, mean, mean - half, mean + half, unit};
}

}  // namespace touchstone::kernels
