#include "kernels/expected.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace touchstone::kernels {

namespace {

constexpr double largestOverNorm = 5;
constexpr double broken = std::numeric_limits<double>::infinity();

}  // namespace

void Expected::add(const detail::Slot *slot, std::size_t index, double measured, double exact)
{
    Seen &seen = cover(slot, index, 1);
    if (!std::isfinite(measured) || !std::isfinite(exact)) {
        // The same infinity on both sides is right: the log-sum-exp of nothing.
        seen.broken = seen.broken || measured != exact;
        return;
    }
    seen.pairs.push_back({std::abs(measured - exact), std::abs(exact)});
}

Expected::Seen &Expected::cover(const detail::Slot *slot, std::size_t first, std::size_t count)
{
    Seen &seen = m_seen[slot];
    seen.covered.resize(slot->count);
    for (std::size_t i = first; i < first + count; ++i) {
        seen.covered.at(i) = true;
    }
    return seen;
}

void Expected::require(bool holds, const char *what)
{
    if (!holds && m_wrong.empty()) {
        m_wrong = what;
    }
}

void Expected::requireAll(const std::vector<const detail::Slot *> &outputs)
{
    for (const detail::Slot *slot : outputs) {
        const std::vector<bool> &covered = m_seen[slot].covered;
        const bool all = covered.size() == slot->count
                         && std::find(covered.begin(), covered.end(), false) == covered.end();
        require(all || slot->count == 0, "the oracle does not look at all outputs");
    }
}

double Expected::errorOf(const Seen &seen)
{
    if (seen.broken) {
        return broken;
    }
    double differences = 0, norm = 0;
    for (const Pair &pair : seen.pairs) {
        differences += pair.difference * pair.difference;
        norm += pair.exact * pair.exact;
    }
    if (norm == 0) {
        return std::sqrt(differences);  // expected zeros have no scale
    }
    const double scale = std::sqrt(norm / double(seen.pairs.size()));
    double largest = 0;
    for (const Pair &pair : seen.pairs) {
        largest = std::max(largest, pair.difference / std::max(scale, pair.exact));
    }
    return std::max(std::sqrt(differences / norm), largest / largestOverNorm);
}

Check Expected::check(double tolerance) const
{
    if (!m_wrong.empty()) {
        return {false, broken, tolerance, m_wrong};
    }
    double error = 0;
    for (const auto &[slot, seen] : m_seen) {
        if (tolerance == 0) {
            error += double(std::count_if(seen.pairs.begin(), seen.pairs.end(),
                                          [](const Pair &pair) { return pair.difference != 0; }))
                     + (seen.broken ? broken : 0);
        } else {
            error = std::max(error, errorOf(seen));
        }
    }
    return {error <= tolerance, error, tolerance, tolerance == 0 ? "exact" : "relative error"};
}

}  // namespace touchstone::kernels
