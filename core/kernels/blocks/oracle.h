// Norms and verdicts shared by the checks of the kernels.
#pragma once

#include "kernels/kernel.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace touchstone::kernels {

// Gathers measured and exact values; error() is the relative Frobenius norm of the difference.
// A NaN or infinity where the exact value is finite makes the error infinite.
class FrobeniusError {
public:
    void add(double measured, double exact)
    {
        if (!std::isfinite(measured)) {
            // Both the same infinity is right: the log-sum-exp of nothing.
            m_broken = m_broken || measured != exact;
            return;
        }
        m_difference += (measured - exact) * (measured - exact);
        m_norm += exact * exact;
    }
    double error() const
    {
        if (m_broken) {
            return std::numeric_limits<double>::infinity();
        }
        // An all-zero reference has no scale: the difference itself is the error.
        return m_norm > 0 ? std::sqrt(m_difference / m_norm) : std::sqrt(m_difference);
    }
    Check check(double tolerance) const
    {
        return {error() <= tolerance, error(), tolerance, "relative Frobenius"};
    }

private:
    double m_difference = 0;
    double m_norm = 0;
    bool m_broken = false;
};

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
