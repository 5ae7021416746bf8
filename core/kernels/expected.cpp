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
    seen.all.add(measured, exact);
    if (std::isfinite(measured) && std::isfinite(exact)) {
        seen.pairs.push_back({std::abs(measured - exact), std::abs(exact)});
    }
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
    const double scale = seen.all.scale();
    if (scale == 0) {
        return seen.all.error();
    }
    double largest = 0;
    for (const Pair &pair : seen.pairs) {
        largest = std::max(largest, pair.difference / std::max(scale, pair.exact));
    }
    return std::max(seen.all.error(), largest / largestOverNorm);
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
                     + (std::isfinite(seen.all.error()) ? 0 : broken);
        } else {
            error = std::max(error, errorOf(seen));
        }
    }
    return {error <= tolerance, error, tolerance, tolerance == 0 ? "exact" : "relative error"};
}

}  // namespace touchstone::kernels
