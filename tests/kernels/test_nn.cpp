#include "kernels/blocks/nn.h"
#include "kernels/blocks/rng.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace touchstone::kernels;

namespace {

Matrix normal(std::size_t size, std::uint32_t stream)
{
    Matrix values(size);
    rng::fillNormal(values, 0.0F, 1.0F, 1, stream);
    return values;
}

double dot(const Matrix &a, const Matrix &b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += double(a[i]) * b[i];
    }
    return sum;
}

// (f(at + e_i h) - f(at - e_i h)) / 2h
template <class F>
double slope(const F &f, const Matrix &at, std::size_t i)
{
    constexpr float step = 1.0F / 64;
    Matrix up = at, down = at;
    up[i] += step;
    down[i] -= step;
    return (f(up) - f(down)) / (2 * double(step));
}

}  // namespace

TEST(Adam, StepsAreThoseOfTheFormulaWhateverTheSize)
{
    for (const std::size_t size : {1, 7, 16, 37}) {
        const Matrix start = normal(size, 1);
        Parameter parameter(start);
        std::vector<double> first(size), second(size), value(start.begin(), start.end());
        for (int t = 1; t <= 3; ++t) {
            const Matrix gradient = normal(size, std::uint32_t(1 + t));
            parameter.step(gradient, 0.1);
            for (std::size_t i = 0; i < size; ++i) {
                first[i] = 0.9 * first[i] + 0.1 * gradient[i];
                second[i] = 0.999 * second[i] + 0.001 * gradient[i] * gradient[i];
                value[i] -= 0.1 * first[i] / (1 - std::pow(0.9, t))
                            / (std::sqrt(second[i] / (1 - std::pow(0.999, t))) + 1e-8);
            }
        }
        for (std::size_t i = 0; i < size; ++i) {
            EXPECT_NEAR(parameter[i], value[i], 1e-5) << size << " " << i;
        }
    }
}

TEST(Nn, ALayerHandsBackTheGradientOfItsInputs)
{
    Dense layer(5, 3, 1, 1, 1, true);
    const Matrix x = normal(4 * 5, 2), weights = normal(4 * 3, 3);
    const Dense before = layer;
    const auto loss = [&](const Matrix &at) { return dot(before.forward(at), weights); };
    const Matrix gradient = layer.learn(x, weights, 0.01);
    for (std::size_t i = 0; i < x.size(); ++i) {
        EXPECT_NEAR(gradient[i], slope(loss, x, i), 1e-4) << i;
    }
    // A step of 0.01 for every weight and bias, each in the direction that lowers the loss.
    EXPECT_LT(dot(layer.forward(x), weights), loss(x) - 0.1);
}

TEST(Nn, TheGradientOfTheCrossEntropyIsThatOfCentralDifferences)
{
    const Matrix scores = normal(3 * 4, 1);
    const std::vector<std::uint32_t> labels{0, 3, 1};
    const auto loss = [&](const Matrix &at) {
        double mean = 0;
        for (std::size_t i = 0; i < labels.size(); ++i) {
            double sum = 0;
            for (std::size_t c = 0; c < 4; ++c) {
                sum += std::exp(double(at[i * 4 + c]));
            }
            mean += (std::log(sum) - at[i * 4 + labels[i]]) / double(labels.size());
        }
        return mean;
    };
    const Matrix gradient = crossEntropyGradient(scores, labels);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        EXPECT_NEAR(gradient[i], slope(loss, scores, i), 1e-4) << i;
    }
}

TEST(Nn, NetworksLearnWhatNoLinearOneCan)
{
    // The sign of a product of two inputs.
    for (const Activation activation : {Activation::Relu, Activation::Tanh}) {
        Mlp mlp({2, 16, 1, 1, 1, true}, activation, {16, 2, 0.25, 1, 2, true});
        const Matrix x = normal(std::size_t(512) * 2, 3);
        std::vector<std::uint32_t> labels;
        for (std::size_t i = 0; i < x.size(); i += 2) {
            labels.push_back(x[i] * x[i + 1] > 0 ? 1 : 0);
        }
        for (int step = 0; step < 300; ++step) {
            mlp.learn(
                    x, [&](const Matrix &y) { return crossEntropyGradient(y, labels); }, 0.02);
        }
        EXPECT_GT(countRight(mlp.forward(x), labels), 480U);
    }
}
