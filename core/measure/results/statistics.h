// The statistics of a measurement as pure functions. Logarithms of ratios go in; nothing here knows
// about time, workers or kernels.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace touchstone::measure {

struct Interval {
    double low = 0, high = 0;
    double halfWidth() const { return (high - low) / 2; }
};

// Middle value; mean of the two middle ones for an even count. values must not be empty.
double median(std::vector<double> values);
// Linear interpolation between order statistics (Hyndman & Fan 1996, type 7). share in 0..1,
// values not empty.
double percentile(std::vector<double> values, double share);
double mean(const std::vector<double> &values);
// n - 1 in the denominator; 0 below two values.
double standardDeviation(const std::vector<double> &values);

// Distribution-free interval of the median from the sign test: order statistics k and n+1-k with
// P(Bin(n, 1/2) < k) <= (1 - level)/2 (Conover, Practical Nonparametric Statistics, 1999, 3.2).
// Coverage is at least level. With too few values (n < 6 at 95 %) the range of all values.
Interval medianInterval(std::vector<double> values, double level = 0.95);

// Quantile of the standard normal distribution; probability in (0, 1).
double normalQuantile(double probability);
// P(T <= t) of Student's t with a whole number of degrees of freedom >= 1, by the finite series of
// Abramowitz & Stegun 26.7.3 and 26.7.4.
double tProbability(double t, int degreesOfFreedom);
double tQuantile(double probability, int degreesOfFreedom);

// False for fewer than two values, and for two that are equal: they may be so by chance, and an
// interval of no width would follow from them.
bool tellsSpread(const std::vector<double> &values);

// Mean with its t interval; at least two values.
Interval tInterval(const std::vector<double> &values, double level = 0.95);

// Two one-sided tests (Schuirmann 1987) of |mean| < margin: the larger of both p-values.
// standardError > 0.
double tostProbability(double mean, double standardError, int degreesOfFreedom, double margin);

// Score interval of a share (Wilson 1927); 0 <= successes <= trials, trials >= 1.
Interval wilsonInterval(int successes, int trials, double level = 0.95);

// Variance between workers that rounds do not explain, i.e. of code and data placement: the ANOVA
// estimator (MSB - MSW) / n of a one-way random-effects layout (Searle, Casella & McCulloch,
// Variance Components, 1992, ch. 3), not below 0. groups: the log ratios of each worker's rounds;
// at least two groups with two values each, others are ignored.
double layoutVariance(const std::vector<std::vector<double>> &groups);

// Orders in which k >= 2 treatments follow each other equally often (Williams 1949): k rows for
// even k, 2k for odd k; each row is a permutation of 0 .. k-1.
std::vector<std::vector<std::size_t>> williamsSquare(std::size_t treatments);

}  // namespace touchstone::measure
