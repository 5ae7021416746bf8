#include "statistics.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace touchstone::measure {

namespace {

// Solves probabilityOf(x) = probability for a rising function, to the last bits of a double.
template <class Rising>
double solved(double probability, Rising probabilityOf)
{
    double low = -1, high = 1;
    while (probabilityOf(low) > probability) {
        low *= 2;
    }
    while (probabilityOf(high) < probability) {
        high *= 2;
    }
    for (int i = 0; i < 200 && low < high; ++i) {
        const double middle = std::midpoint(low, high);
        if (middle == low || middle == high) {
            break;
        }
        (probabilityOf(middle) < probability ? low : high) = middle;
    }
    return std::midpoint(low, high);
}

double sumOfSquares(const std::vector<double> &values, double centre)
{
    double sum = 0;
    for (const double value : values) {
        sum += (value - centre) * (value - centre);
    }
    return sum;
}

}  // namespace

double median(std::vector<double> values)
{
    return percentile(std::move(values), 0.5);
}

double percentile(std::vector<double> values, double share)
{
    const double position = share * double(values.size() - 1);
    const auto lower = std::size_t(position);
    const auto at = values.begin() + std::ptrdiff_t(lower);
    std::nth_element(values.begin(), at, values.end());
    const double fraction = position - double(lower);
    if (fraction == 0) {
        return *at;
    }
    const double next = *std::min_element(at + 1, values.end());
    return *at + fraction * (next - *at);
}

double mean(const std::vector<double> &values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
}

double standardDeviation(const std::vector<double> &values)
{
    if (values.size() < 2) {
        return 0;
    }
    return std::sqrt(sumOfSquares(values, mean(values)) / double(values.size() - 1));
}

Interval medianInterval(std::vector<double> values, double level)
{
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    // Terms of the binomial distribution in logarithms: 2^-n underflows for long runs.
    const double logHalfs = -double(n) * std::numbers::ln2;
    const auto probabilityOf = [&](std::size_t successes) {
        return std::exp(std::lgamma(double(n) + 1) - std::lgamma(double(successes) + 1)
                        - std::lgamma(double(n - successes) + 1) + logHalfs);
    };
    // With d values dropped on each side the interval misses with 2 P(Bin <= d).
    double missed = probabilityOf(0);
    std::size_t dropped = 0;
    while (dropped < (n - 1) / 2) {
        missed += probabilityOf(dropped + 1);
        if (missed > (1 - level) / 2) {
            break;
        }
        ++dropped;
    }
    return {values[dropped], values[n - 1 - dropped]};
}

double normalQuantile(double probability)
{
    return solved(probability, [](double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; });
}

double tProbability(double t, int degreesOfFreedom)
{
    const double theta = std::atan(t / std::sqrt(double(degreesOfFreedom)));
    const double cosine2 = std::cos(theta) * std::cos(theta);
    const bool odd = degreesOfFreedom % 2 != 0;
    // Sum over even (odd: odd) powers of the cosine up to degreesOfFreedom - 2.
    double term = odd ? std::cos(theta) : 1;
    double sum = degreesOfFreedom == 1 ? 0 : term;
    for (int power = odd ? 3 : 2; power <= degreesOfFreedom - 2; power += 2) {
        term *= cosine2 * double(power - 1) / double(power);
        sum += term;
    }
    double inside = std::sin(theta) * sum;  // P(|T| <= t), signed
    if (odd) {
        inside = 2 / std::numbers::pi * (theta + inside);
    }
    return 0.5 + inside / 2;
}

double tQuantile(double probability, int degreesOfFreedom)
{
    return solved(probability, [=](double t) { return tProbability(t, degreesOfFreedom); });
}

bool tellsSpread(const std::vector<double> &values)
{
    constexpr double rounding = 1e-9;  // two quotients of equal numbers differ by that at most
    return values.size() > 2
           || (values.size() == 2
               && std::fabs(values[0] - values[1])
                          > rounding * std::max({1.0, std::fabs(values[0]), std::fabs(values[1])}));
}

Interval tInterval(const std::vector<double> &values, double level)
{
    const double centre = mean(values);
    const double half = tQuantile((1 + level) / 2, int(values.size()) - 1)
                        * standardDeviation(values) / std::sqrt(double(values.size()));
    return {centre - half, centre + half};
}

double tostProbability(double centre, double standardError, int degreesOfFreedom, double margin)
{
    const double notBelow = 1 - tProbability((centre + margin) / standardError, degreesOfFreedom);
    const double notAbove = tProbability((centre - margin) / standardError, degreesOfFreedom);
    return std::max(notBelow, notAbove);
}

Interval wilsonInterval(int successes, int trials, double level)
{
    const double z = normalQuantile((1 + level) / 2);
    const double n = trials;
    const double share = successes / n;
    const double centre = (share + z * z / (2 * n)) / (1 + z * z / n);
    const double half =
            z / (1 + z * z / n) * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

double layoutVariance(const std::vector<std::vector<double>> &groups)
{
    double count = 0, total = 0, squaredSizes = 0, within = 0;
    int used = 0;
    for (const auto &group : groups) {
        if (group.size() < 2) {
            continue;
        }
        ++used;
        count += double(group.size());
        squaredSizes += double(group.size()) * double(group.size());
        total += std::accumulate(group.begin(), group.end(), 0.0);
        within += sumOfSquares(group, mean(group));
    }
    if (used < 2) {
        return 0;
    }
    double between = 0;
    for (const auto &group : groups) {
        if (group.size() >= 2) {
            const double distance = mean(group) - total / count;
            between += double(group.size()) * distance * distance;
        }
    }
    // For groups of unequal size n is replaced by n0 (Searle et al., eq. 3.29).
    const double n0 = (count - squaredSizes / count) / (used - 1);
    return std::max(0.0, (between / (used - 1) - within / (count - used)) / n0);
}

std::vector<std::vector<std::size_t>> williamsSquare(std::size_t k)
{
    std::vector<std::size_t> first;  // 0, 1, k-1, 2, k-2, ...
    for (std::size_t i = 0; i < k; ++i) {
        first.push_back(i % 2 != 0 ? (i + 1) / 2 : (k - i / 2) % k);
    }
    std::vector<std::vector<std::size_t>> rows;
    for (std::size_t shift = 0; shift < k; ++shift) {
        std::vector<std::size_t> row;
        for (const std::size_t treatment : first) {
            row.push_back((treatment + shift) % k);
        }
        rows.push_back(row);
        if (k % 2 != 0) {  // one square is not balanced for odd k; its mirror image balances it
            rows.emplace_back(row.rbegin(), row.rend());
        }
    }
    return rows;
}

}  // namespace touchstone::measure
