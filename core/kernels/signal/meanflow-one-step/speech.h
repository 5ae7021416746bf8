// Frames for which the flow of enhancement is known: clean ones are drawn from a mixture of
// Gaussians, one for each of a few spectra with three resonances, and white noise is added. On the
// path
//
//   x_t = (1 - t) x + t (y + sigma z),   z ~ N(0, 1),   x: clean, y: noisy,
//
// the velocity E[y + sigma z - x | x_t, y] is then a sum over the spectra: given y and spectrum k,
// x is Gaussian with Wiener's mean m_k and variance V_k, and x_t with
//
//   mean mu_k = (1 - t) m_k + t y,   variance s_k^2 = (1 - t)^2 V_k + t^2 sigma^2,
//   velocity  y - m_k + (t sigma^2 - (1 - t) V_k) / s_k^2 (x_t - mu_k).
#pragma once

#include "kernels/blocks/tape.h"

#include <span>
#include <vector>

namespace touchstone::kernels::meanflow_one_step {

// Of the authors' released code: the deviation of z, and where the path ends.
constexpr double sigma = 0.487;
constexpr double endTime = 0.03;

struct Frames {
    Grid<float> clean, noisy;   // [frames x bins]
    std::vector<double> noise;  // power of a bin's noise, of each frame
};

class Speech {
public:
    // Of mean power 1/4 in a bin, which is about sigma^2.
    Speech(std::size_t bins, std::size_t spectra, std::uint64_t seed);

    std::size_t bins() const { return m_spectra.columns; }
    // decibels: signal to noise, of each frame.
    Frames draw(std::span<const double> decibels, std::uint64_t seed, std::uint32_t stream) const;

    // What is known of a clean frame when its noisy one is.
    struct Posterior {
        std::vector<double> weight;    // of each spectrum, sum to 1
        Grid<double> mean, variance;   // [spectra x bins]
        std::span<const float> noisy;  // must outlive it
    };
    Posterior posterior(std::span<const float> noisy, double noise) const;

private:
    Grid<double> m_spectra;  // power of each bin
};

// The velocity at (x, t); x, velocity: [bins].
void velocityAt(const Speech::Posterior &posterior, std::span<const double> x, double t,
                std::span<double> velocity);
// Where the flow carries x from `from` to `to`, in place; by the classical Runge-Kutta method over
// `steps` equal parts of log t.
void follow(const Speech::Posterior &posterior, std::span<double> x, double from, double to,
            std::size_t steps = 64);
// The mean velocity with which a network of identity coefficient c would go from 1 to endTime in
// one step, had it learnt without error: the u with u = v - c (t - r) du/dt along the flow, that is
//
//   u = 1 / (c d^(1/c)) integral from 0 to d of s^(1/c - 1) v(r + s) ds,   d = t - r.
//
// c = 1: the average of v, which arrives where the flow does.
std::vector<double> meanVelocity(const Speech::Posterior &posterior, std::span<const double> start,
                                 double c);

}  // namespace touchstone::kernels::meanflow_one_step
