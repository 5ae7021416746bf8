#include "kernels/signal/meanflow-one-step/net.h"

#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <type_traits>

namespace touchstone::kernels::meanflow_one_step {

namespace {

constexpr std::size_t batchSize = 128;
constexpr double learningRate = 0.002;
// Mean flow: this share of a batch has r = t, where the mean is the velocity itself.
constexpr double shareAtOnePoint = 0.5;

enum Stream : std::uint32_t { OfNet = 10, Data = 1000 };

// A batch, and the velocity towards which each of its rows moves.
struct Lesson {
    Batch batch;
    Grid<float> motion;  // y + sigma z - x
};

Lesson drawn(const Speech &speech, Method method, std::uint64_t seed, std::size_t step)
{
    const auto stream = Data + 5 * std::uint32_t(step);
    rng::Sequence times(seed, stream + 3);
    std::vector<double> decibels(batchSize);
    for (double &one : decibels) {
        one = -5 + 20 * times.uniform();
    }
    const Frames frames = speech.draw(decibels, seed, stream);
    Lesson out{{normalGrid(batchSize, speech.bins(), sigma, seed, stream + 4), frames.noisy,
                Grid<float>(batchSize, 1), Grid<float>(batchSize, 1), Grid<float>(batchSize, 1)},
               Grid<float>(batchSize, speech.bins())};
    for (std::size_t row = 0; row < batchSize; ++row) {
        const double a = endTime + (1 - endTime) * times.uniform();
        const double b = endTime + (1 - endTime) * times.uniform();
        const bool apart = method == Method::MeanFlow && times.uniform() > shareAtOnePoint;
        const double t = apart ? std::max(a, b) : a;
        out.batch.t.values[row] = float(t);
        out.batch.distance.values[row] = apart ? float(t - std::min(a, b)) : 0;
        out.batch.noise.values[row] = levelOf(frames.noise[row]);
        for (std::size_t i = 0; i < speech.bins(); ++i) {
            const float clean = frames.clean.at(row, i);
            float &x = out.batch.x.at(row, i);
            out.motion.at(row, i) = frames.noisy.at(row, i) + x - clean;
            x = clean + float(t) * out.motion.at(row, i);
        }
    }
    return out;
}

VelocityNet<float>::Inputs recorded(Tape<float> &tape, const Batch &batch)
{
    return {tape.constant(batch.x), tape.constant(batch.y), tape.constant(batch.t),
            tape.constant(batch.distance), tape.constant(batch.noise)};
}

}  // namespace

template <class T>
VelocityNet<T>::VelocityNet(std::size_t bins, std::size_t width, std::uint64_t seed)
{
    std::size_t inputs = 2 * bins + conditions;
    for (std::uint32_t layer = 0; layer < 4; ++layer) {
        const std::size_t outputs = layer < 3 ? width : bins;
        const double deviation = (layer < 3 ? 1.4 : 0.5) / std::sqrt(double(inputs));
        m_matrices.push_back(normalWeight<T>(outputs, inputs, deviation, seed, OfNet + 2 * layer));
        m_biases.push_back(normalWeight<T>(1, outputs, 0.1, seed, OfNet + 2 * layer + 1));
        inputs = outputs;
    }
}

template <class T>
Var VelocityNet<T>::velocity(Tape<T> &tape, const Inputs &in)
{
    const Var logarithm = tape.scale(tape.apply(Function::Log, in.t), 0.25);
    Var h = beside(tape, beside(tape, in.x, in.y), beside(tape, in.t, in.distance));
    h = beside(tape, h, beside(tape, logarithm, in.noise));
    for (std::size_t layer = 0; layer < m_matrices.size(); ++layer) {
        h = dense(tape, h, m_matrices[layer], m_biases[layer]);
        if (layer + 1 < m_matrices.size()) {
            h = tape.apply(Function::Silu, h);
        }
    }
    return h;
}

template <class T>
Grid<T> VelocityNet<T>::alongFlow(const Tape<T> &tape, const Inputs &inputs, Var velocity,
                                  const Grid<T> &motion)
{
    const Grid<T> ones(motion.rows, 1, 1);
    return tape.tangent(velocity, {{inputs.x, motion}, {inputs.t, ones}, {inputs.distance, ones}});
}

template <class T>
std::vector<Weight<T> *> VelocityNet<T>::weights()
{
    std::vector<Weight<T> *> all;
    for (std::size_t layer = 0; layer < m_matrices.size(); ++layer) {
        all.push_back(&m_matrices[layer]);
        all.push_back(&m_biases[layer]);
    }
    return all;
}

template class VelocityNet<float>;
template class VelocityNet<double>;

float levelOf(double noise)
{
    return float(-std::log10(4 * noise));
}

VelocityNet<float> trained(const Speech &speech, std::size_t width, const Training &training,
                           std::uint64_t seed, const std::stop_token &stop)
{
    VelocityNet<float> net(speech.bins(), width, seed);
    AdamRule rule(net.weights());
    Tape<float> tape;
    for (std::size_t step = 0; step < training.steps && !stop.stop_requested(); ++step) {
        const Lesson lesson = drawn(speech, training.method, seed, step);
        tape.clear();
        const auto inputs = recorded(tape, lesson.batch);
        const Var velocity = net.velocity(tape, inputs);
        Grid<float> target = lesson.motion;
        if (training.method == Method::MeanFlow) {
            const Grid<float> slope =
                    VelocityNet<float>::alongFlow(tape, inputs, velocity, lesson.motion);
            for (std::size_t row = 0; row < target.rows; ++row) {
                const auto factor = float(training.c) * lesson.batch.distance.values[row];
                for (std::size_t i = 0; i < target.columns; ++i) {
                    target.at(row, i) -= factor * slope.at(row, i);
                }
            }
        }
        tape.backward(meanSquare(tape, velocity, tape.constant(std::move(target))));
        const double progress = double(step) / double(training.steps);
        rule.step(learningRate * (0.5 + 0.5 * std::cos(std::numbers::pi * progress)));
    }
    return net;
}

Grid<float> enhanced(VelocityNet<float> &net, const Frames &frames, Grid<float> start,
                     std::size_t steps, bool mean)
{
    const double distance = (1 - endTime) / double(steps);
    const std::size_t rows = start.rows;
    Batch batch{std::move(start), frames.noisy, Grid<float>(rows, 1),
                Grid<float>(rows, 1, mean ? float(distance) : 0.0F), Grid<float>(rows, 1)};
    std::transform(frames.noise.begin(), frames.noise.end(), batch.noise.values.begin(), levelOf);
    Tape<float> tape;
    for (std::size_t step = 0; step < steps; ++step) {
        batch.t = Grid<float>(rows, 1, float(1 - distance * double(step)));
        tape.clear();
        const Grid<float> &u = tape.value(net.velocity(tape, recorded(tape, batch)));
        for (std::size_t i = 0; i < u.values.size(); ++i) {
            batch.x.values[i] -= float(distance) * u.values[i];
        }
    }
    return batch.x;
}

}  // namespace touchstone::kernels::meanflow_one_step
