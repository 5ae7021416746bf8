// Small networks as quality studies train them: layers with their gradients written out, and Adam.
// On one thread, since studies run their seeds in parallel.
#pragma once

#include "kernels/blocks/adam.h"

#include <functional>

namespace touchstone::kernels {

using Matrix = std::vector<float>;  // row-major, a sample in each row

// y = x W^T, or x W^T + b with a bias, which starts at 0.
class Dense {
public:
    // W is N(0, deviation^2).
    Dense(std::size_t inputs, std::size_t outputs, double deviation, std::uint64_t seed,
          std::uint32_t stream, bool bias = false);
    // x: [samples x inputs]; returned is y, [samples x outputs].
    Matrix forward(const Matrix &x) const;
    // One step for gradient = d loss / d forward(x). Returned is d loss / d x as it was before it.
    Matrix learn(const Matrix &x, const Matrix &gradient, double rate);

private:
    std::size_t m_inputs, m_outputs;
    Parameter m_weights, m_bias;
};

enum class Activation { Relu, Tanh };

// One hidden layer.
class Mlp {
public:
    Mlp(Dense hidden, Activation activation, Dense out)
        : m_hidden(std::move(hidden)), m_activation(activation), m_out(std::move(out))
    {
    }
    Matrix forward(const Matrix &x) const { return m_out.forward(activated(x)); }
    // One step; gradientAt(y): d loss / d y for y = forward(x).
    void learn(const Matrix &x, const std::function<Matrix(const Matrix &y)> &gradientAt,
               double rate);

private:
    Matrix activated(const Matrix &x) const;

    Dense m_hidden;
    Activation m_activation;
    Dense m_out;
};

// Rows of scores whose largest is that of the label.
std::size_t countRight(const Matrix &scores, std::span<const std::uint32_t> labels);
// d loss / d scores, where the loss is the mean cross-entropy of the softmax of scores,
// [labels x classes]; at least one label.
Matrix crossEntropyGradient(Matrix scores, std::span<const std::uint32_t> labels);

}  // namespace touchstone::kernels
