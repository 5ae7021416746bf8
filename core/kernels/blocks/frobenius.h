// The relative Frobenius norm of a difference, gathered value by value.
#pragma once

#include "kernels/kernel.h"

#include <cmath>
#include <cstddef>
#include <limits>

namespace touchstone::kernels {

class FrobeniusError {
public:
    void add(double measured, double exact)
    {
        if (!std::isfinite(measured) || !std::isfinite(exact)) {
            // Both the same infinity is right: the log-sum-exp of nothing.
            m_broken = m_broken || measured != exact;
            return;
        }
        m_difference += (measured - exact) * (measured - exact);
        m_norm += exact * exact;
        ++m_count;
    }
    // Infinite when a value was not finite where the exact one is, or the other way round.
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
    // Root mean square of the exact values; 0 when all of them are 0.
    double scale() const { return m_norm > 0 ? std::sqrt(m_norm / double(m_count)) : 0; }

private:
    double m_difference = 0;
    double m_norm = 0;
    std::size_t m_count = 0;
    bool m_broken = false;
};

}  // namespace touchstone::kernels
