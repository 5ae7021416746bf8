// The network of both methods, and how it is trained: see kernel.cpp for the formulas.
#pragma once

#include "kernels/blocks/figures.h"
#include "kernels/blocks/tape_functions.h"
#include "kernels/signal/meanflow-one-step/speech.h"

namespace touchstone::kernels::meanflow_one_step {

// Beside a frame's x and y: t, t - r, log(t) / 4 and the noise in units of 10 dB.
constexpr std::size_t conditions = 4;

// Grids of a batch: x, y [rows x bins], the others [rows x 1].
struct Batch {
    Grid<float> x, y, t, distance, noise;
};

// Three hidden layers of silu. T: float trains, double checks derivatives.
template <class T>
class VelocityNet {
public:
    VelocityNet(std::size_t bins, std::size_t width, std::uint64_t seed);

    struct Inputs {
        Var x, y, t, distance, noise;
    };
    // [rows x bins], the velocity (distance 0) or its mean over [t - distance, t].
    Var velocity(Tape<T> &tape, const Inputs &inputs);
    // Its derivative along the flow, d u / d t for x that moves with `motion` and a fixed r.
    static Grid<T> alongFlow(const Tape<T> &tape, const Inputs &inputs, Var velocity,
                             const Grid<T> &motion);
    std::vector<Weight<T> *> weights();

private:
    std::vector<Weight<T>> m_matrices, m_biases;
};

extern template class VelocityNet<float>;
extern template class VelocityNet<double>;

enum class Method { Flow, MeanFlow };

// The mean flow's target: u = v - c (t - r) du/dt.
struct Training {
    Method method = Method::Flow;
    double c = 1;
    std::size_t steps = 0;
};
VelocityNet<float> trained(const Speech &speech, std::size_t width, const Training &training,
                           std::uint64_t seed, const std::stop_token &stop);

// From x = y + sigma z at t = 1 to endTime in `steps` equal ones; mean: each step with the
// velocity's mean over it (mean flow), else with that at its start (Euler). start: [rows x bins].
Grid<float> enhanced(VelocityNet<float> &net, const Frames &frames, Grid<float> start,
                     std::size_t steps, bool mean);
// Signal to noise in units of 10 dB, as the network reads it.
float levelOf(double noise);

}  // namespace touchstone::kernels::meanflow_one_step
