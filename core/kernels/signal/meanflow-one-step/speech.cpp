#include "kernels/signal/meanflow-one-step/speech.h"

#include "kernels/blocks/rng.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>

namespace touchstone::kernels::meanflow_one_step {

namespace {

constexpr double meanPower = 0.25;
constexpr double leastPower = 1e-3;  // of the mean
constexpr double poleRadius = 0.9;
constexpr std::array<std::pair<double, double>, 3> formants{
        {{0.08, 0.22}, {0.22, 0.6}, {0.55, 0.8}}};  // ranges, in halves of the sampling rate

// |1 / ((1 - p e^-iw) (1 - p* e^-iw))|^2 with p = radius e^i angle: an AR(2) resonance.
double resonance(double angle, double w)
{
    const std::complex<double> delay = std::polar(1.0, -w), pole = std::polar(poleRadius, angle);
    return 1 / std::norm((1.0 - pole * delay) * (1.0 - std::conj(pole) * delay));
}

void scaleToMeanPower(std::span<double> powers)
{
    const auto mean = [&] {
        return std::accumulate(powers.begin(), powers.end(), 0.0) / double(powers.size());
    };
    const double least = leastPower * mean();
    std::for_each(powers.begin(), powers.end(), [least](double &p) { p = std::max(p, least); });
    const double factor = meanPower / mean();
    std::for_each(powers.begin(), powers.end(), [factor](double &p) { p *= factor; });
}

}  // namespace

Speech::Speech(std::size_t bins, std::size_t spectra, std::uint64_t seed) : m_spectra(spectra, bins)
{
    rng::Sequence numbers(seed, 1);
    for (std::size_t k = 0; k < spectra; ++k) {
        const std::span<double> powers = std::span(m_spectra.values).subspan(k * bins, bins);
        std::fill(powers.begin(), powers.end(), 1.0);
        for (const auto &[low, high] : formants) {
            const double angle = std::numbers::pi * (low + (high - low) * numbers.uniform());
            for (std::size_t b = 0; b < bins; ++b) {
                powers[b] *= resonance(angle, std::numbers::pi * (double(b) + 0.5) / double(bins));
            }
        }
        scaleToMeanPower(powers);
    }
}

Frames Speech::draw(std::span<const double> decibels, std::uint64_t seed,
                    std::uint32_t stream) const
{
    const std::size_t count = decibels.size();
    Frames out{normalGrid(count, bins(), 1, seed, stream),
               normalGrid(count, bins(), 1, seed, stream + 1),
               {}};
    rng::Sequence choice(seed, stream + 2);
    for (std::size_t row = 0; row < count; ++row) {
        const std::span<const double> powers = m_spectra.row(choice.below(m_spectra.rows));
        out.noise.push_back(meanPower * std::pow(10, -decibels[row] / 10));
        for (std::size_t b = 0; b < bins(); ++b) {
            out.clean.at(row, b) *= float(std::sqrt(powers[b]));
            out.noisy.at(row, b) *= float(std::sqrt(out.noise[row]));
            out.noisy.at(row, b) += out.clean.at(row, b);
        }
    }
    return out;
}

Speech::Posterior Speech::posterior(std::span<const float> noisy, double noise) const
{
    const std::size_t spectra = m_spectra.rows;
    Posterior out{std::vector<double>(spectra), Grid<double>(spectra, bins()),
                  Grid<double>(spectra, bins()), noisy};
    for (std::size_t k = 0; k < spectra; ++k) {
        double logarithm = 0;
        for (std::size_t b = 0; b < bins(); ++b) {
            const double power = m_spectra.at(k, b), sum = power + noise;
            out.mean.at(k, b) = power / sum * double(noisy[b]);
            out.variance.at(k, b) = power * noise / sum;
            logarithm -= 0.5 * (std::log(sum) + double(noisy[b]) * double(noisy[b]) / sum);
        }
        out.weight[k] = logarithm;
    }
    const double most = *std::max_element(out.weight.begin(), out.weight.end());
    double sum = 0;
    for (double &weight : out.weight) {
        weight = std::exp(weight - most);
        sum += weight;
    }
    std::for_each(out.weight.begin(), out.weight.end(), [sum](double &weight) { weight /= sum; });
    return out;
}

void velocityAt(const Speech::Posterior &posterior, std::span<const double> x, double t,
                std::span<double> velocity)
{
    const std::size_t spectra = posterior.weight.size(), bins = x.size();
    const double blur = t * t * sigma * sigma, left = 1 - t;
    std::vector<double> share(spectra);
    for (std::size_t k = 0; k < spectra; ++k) {
        double logarithm = 0, product = 1;  // of the variances: one logarithm for several
        for (std::size_t b = 0; b < bins; ++b) {
            const double s2 = left * left * posterior.variance.at(k, b) + blur;
            const double off = x[b] - left * posterior.mean.at(k, b) - t * posterior.noisy[b];
            product *= s2;
            logarithm -= 0.5 * off * off / s2;
            if (b % 16 == 15 || b + 1 == bins) {
                logarithm -= 0.5 * std::log(product);
                product = 1;
            }
        }
        share[k] = std::log(posterior.weight[k]) + logarithm;
    }
    const double most = *std::max_element(share.begin(), share.end());
    double sum = 0;
    for (double &one : share) {
        one = std::exp(one - most);
        sum += one;
    }
    std::fill(velocity.begin(), velocity.end(), 0.0);
    for (std::size_t k = 0; k < spectra; ++k) {
        if (share[k] < 1e-12 * sum) {
            continue;
        }
        for (std::size_t b = 0; b < bins; ++b) {
            const double y = posterior.noisy[b], mean = posterior.mean.at(k, b);
            const double variance = posterior.variance.at(k, b);
            const double slope =
                    (t * sigma * sigma - left * variance) / (left * left * variance + blur);
            velocity[b] += share[k] / sum * (y - mean + slope * (x[b] - left * mean - t * y));
        }
    }
}

void follow(const Speech::Posterior &posterior, std::span<double> x, double from, double to,
            std::size_t steps)
{
    const double part = std::log(to / from) / double(steps);
    std::vector<double> at(x.size()), slope(x.size()), sum(x.size());
    for (std::size_t step = 0; step < steps; ++step) {
        const double start = from * std::exp(part * double(step));
        std::fill(sum.begin(), sum.end(), 0.0);
        std::copy(x.begin(), x.end(), at.begin());
        constexpr std::array<double, 4> places{0, 0.5, 0.5, 1}, weights{1, 2, 2, 1};
        for (std::size_t stage = 0; stage < 4; ++stage) {
            const double t = start * std::exp(part * places[stage]);
            velocityAt(posterior, at, t, slope);
            // dx / d log t = t v
            for (std::size_t b = 0; b < x.size(); ++b) {
                sum[b] += weights[stage] / 6 * t * slope[b];
                at[b] = x[b] + (stage < 3 ? places[stage + 1] * part * t * slope[b] : 0);
            }
        }
        for (std::size_t b = 0; b < x.size(); ++b) {
            x[b] += part * sum[b];
        }
    }
}

std::vector<double> meanVelocity(const Speech::Posterior &posterior, std::span<const double> start,
                                 double c)
{
    // Simpson's rule in log t between the points of the flow.
    constexpr std::size_t parts = 128;
    const double distance = 1 - endTime, part = std::log(endTime) / double(parts);
    std::vector<double> x(start.begin(), start.end()), v(x.size()), mean(x.size());
    for (std::size_t i = 0; i <= parts; ++i) {
        const double t = std::exp(part * double(i));
        velocityAt(posterior, x, t, v);
        const double share = (i == 0 || i == parts ? 1
                              : i % 2 == 1         ? 4
                                                   : 2)
                             * -part / 3 * t * std::pow(std::max(0.0, t - endTime), 1 / c - 1)
                             / (c * std::pow(distance, 1 / c));
        for (std::size_t b = 0; b < x.size(); ++b) {
            mean[b] += share * v[b];
        }
        if (i < parts) {
            follow(posterior, x, t, t * std::exp(part), 1);
        }
    }
    return mean;
}

}  // namespace touchstone::kernels::meanflow_one_step
