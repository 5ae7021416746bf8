// Norms and verdicts shared by the checks of the kernels.
#pragma once

#include "kernels/blocks/frobenius.h"
#include "kernels/kernel.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace touchstone::kernels {

// |measured - exact| / |exact|, relative Frobenius.
inline double relativeError(std::span<const float> measured, std::span<const float> exact)
{
    FrobeniusError error;
    for (std::size_t i = 0; i < exact.size(); ++i) {
        error.add(measured[i], exact[i]);
    }
    return error.error();
}

// Rounding error of a dot product of length k in float, relative Frobenius.
inline double dotTolerance(double k)
{
    return 2e-6 * std::sqrt(k);
}

// At most `most` indices of [0, n), evenly spread, always with the first and the last.
inline std::vector<std::size_t> sample(std::size_t n, std::size_t most)
{
    std::vector<std::size_t> indices;
    const std::size_t count = std::min(n, most);
    for (std::size_t i = 0; i < count; ++i) {
        indices.push_back(count == 1 ? 0 : i * (n - 1) / (count - 1));
    }
    return indices;
}

}  // namespace touchstone::kernels
