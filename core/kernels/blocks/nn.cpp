#include "kernels/blocks/nn.h"

#include "kernels/blocks/figures.h"
#include "kernels/blocks/gemm.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels {

Dense::Dense(std::size_t inputs, std::size_t outputs, double deviation, std::uint64_t seed,
             std::uint32_t stream, bool bias)
    : m_inputs(inputs), m_outputs(outputs), m_weights(inputs * outputs, deviation, seed, stream),
      m_bias(Matrix(bias ? outputs : 0))
{
}

Matrix Dense::forward(const Matrix &x) const
{
    const std::size_t samples = x.size() / m_inputs;
    Matrix y(samples * m_outputs);
    gemmNT(samples, m_outputs, m_inputs, x.data(), m_weights.data(), 0.0F, y.data(), m_outputs, 1);
    for (std::size_t i = 0; m_bias.size() > 0 && i < y.size(); ++i) {
        y[i] += m_bias[i % m_outputs];
    }
    return y;
}

Matrix Dense::learn(const Matrix &x, const Matrix &gradient, double rate)
{
    const std::size_t samples = x.size() / m_inputs;
    Matrix back(x.size()), forWeights(m_weights.size()), forBias(m_bias.size());
    gemmNN(samples, m_inputs, m_outputs, gradient.data(), m_weights.data(), 0.0F, back.data(), 1);
    gemmTN(m_outputs, m_inputs, samples, gradient.data(), x.data(), forWeights.data(), 1);
    m_weights.step(forWeights, rate);
    for (std::size_t i = 0; m_bias.size() > 0 && i < gradient.size(); ++i) {
        forBias[i % m_outputs] += gradient[i];
    }
    m_bias.step(forBias, rate);
    return back;
}

Matrix Mlp::activated(const Matrix &x) const
{
    Matrix h = m_hidden.forward(x);
    for (float &value : h) {
        value = m_activation == Activation::Relu ? std::max(value, 0.0F) : std::tanh(value);
    }
    return h;
}

void Mlp::learn(const Matrix &x, const std::function<Matrix(const Matrix &y)> &gradientAt,
                double rate)
{
    const Matrix h = activated(x);
    Matrix back = m_out.learn(h, gradientAt(m_out.forward(h)), rate);
    for (std::size_t i = 0; i < back.size(); ++i) {
        const bool above = h[i] > 0;
        back[i] *= m_activation == Activation::Tanh ? 1 - h[i] * h[i] : above ? 1.0F : 0.0F;
    }
    m_hidden.learn(x, back, rate);
}

std::size_t countRight(const Matrix &scores, std::span<const std::uint32_t> labels)
{
    const std::size_t classes = scores.size() / labels.size();
    std::size_t right = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        right += largestOf({scores.data() + i * classes, classes}) == labels[i] ? 1 : 0;
    }
    return right;
}

Matrix crossEntropyGradient(Matrix scores, std::span<const std::uint32_t> labels)
{
    const std::size_t classes = scores.size() / labels.size();
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const std::span<float> row(scores.data() + i * classes, classes);
        const float most = *std::max_element(row.begin(), row.end());
        float sum = 0;
        for (float &score : row) {
            score = std::exp(score - most);
            sum += score;
        }
        for (float &score : row) {
            score /= sum * float(labels.size());
        }
        row[labels[i]] -= 1.0F / float(labels.size());
    }
    return scores;
}

}  // namespace touchstone::kernels
