#include "kernels/blocks/rng.h"
#include "kernels/blocks/tape_functions.h"
#include "kernels/blocks/training.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace touchstone::kernels;

namespace {

Grid<double> numbers(std::size_t rows, std::size_t columns, std::uint32_t stream)
{
    return inDouble(normalGrid(rows, columns, 1, 7, stream));
}

// A loss that every element of a value reaches, each with a weight of its own.
Var weighed(Tape<double> &tape, Var value, std::uint32_t stream = 90)
{
    const Grid<double> &shape = tape.value(value);
    return sum(tape,
               tape.multiply(value, tape.constant(numbers(shape.rows, shape.columns, stream))));
}

using Model = std::function<Var(Tape<double> &, Var)>;

// Backward against central differences, forward against one central difference along a direction.
void expectDerivatives(const char *name, Weight<double> weight, const Model &model)
{
    SCOPED_TRACE(name);
    const auto loss = [&](Tape<double> &tape) {
        return weighed(tape, model(tape, tape.weight(weight)));
    };
    EXPECT_LT(gradientError({&weight}, loss), 1e-7);

    const Grid<double> direction = numbers(weight.value.rows, weight.value.columns, 91);
    Tape<double> tape;
    const Var start = tape.weight(weight);
    const Var out = model(tape, start);
    const Grid<double> tangent = tape.tangent(out, {{start, direction}});
    constexpr double nudge = 1e-5;
    const auto outAt = [&](double step) {
        Weight<double> moved = weight;
        for (std::size_t i = 0; i < moved.value.values.size(); ++i) {
            moved.value.values[i] += step * direction.values[i];
        }
        Tape<double> other;
        return other.value(model(other, other.weight(moved)));
    };
    const Grid<double> above = outAt(nudge), below = outAt(-nudge);
    ASSERT_EQ(tangent.values.size(), above.values.size());
    for (std::size_t i = 0; i < above.values.size(); ++i) {
        const double expected = (above.values[i] - below.values[i]) / (2 * nudge);
        EXPECT_NEAR(tangent.values[i], expected, 1e-7 * (1 + std::abs(expected)));
    }
}

}  // namespace

TEST(Tape, DerivativesOfEveryFunction)
{
    const Weight<double> w(numbers(3, 4, 1));
    const auto given = [](Tape<double> &tape, std::size_t rows, std::size_t columns) {
        return tape.constant(numbers(rows, columns, 2));
    };
    expectDerivatives("NN left", w, [&](auto &tape, Var x) {
        return tape.product(GemmForm::NN, x, given(tape, 4, 5));
    });
    expectDerivatives("NN right", w, [&](auto &tape, Var x) {
        return tape.product(GemmForm::NN, given(tape, 5, 3), x);
    });
    expectDerivatives("NT both", w,
                      [](auto &tape, Var x) { return tape.product(GemmForm::NT, x, x); });
    expectDerivatives("TN both", w,
                      [](auto &tape, Var x) { return tape.product(GemmForm::TN, x, x); });
    for (const auto &[rows, columns] : {std::pair{3, 4}, {1, 4}, {3, 1}, {1, 1}}) {
        expectDerivatives("add", w, [&, r = rows, c = columns](auto &tape, Var x) {
            return tape.add(tape.multiply(x, given(tape, r, c)), x);
        });
        const Weight<double> repeated(numbers(std::size_t(rows), std::size_t(columns), 3));
        expectDerivatives("repeated", repeated, [&](auto &tape, Var x) {
            return tape.subtract(tape.multiply(given(tape, 3, 4), x), x);
        });
    }
    expectDerivatives("scale", w, [](auto &tape, Var x) { return tape.scale(x, -2.5); });
    for (const Function f : {Function::Relu, Function::Tanh, Function::Sigmoid, Function::Silu,
                             Function::Exp, Function::Square, Function::Sin}) {
        expectDerivatives("apply", w, [f](auto &tape, Var x) { return tape.apply(f, x); });
    }
    expectDerivatives("logarithm and reciprocal", w, [](auto &tape, Var x) {
        const Var positive = tape.apply(Function::Exp, x);
        return tape.multiply(tape.apply(Function::Log, tape.add(positive, positive)),
                             tape.apply(Function::Reciprocal, positive));
    });
    expectDerivatives("softmax", w, [](auto &tape, Var x) { return softmax(tape, x); });
    expectDerivatives("log softmax", w, [](auto &tape, Var x) { return logSoftmax(tape, x); });
    expectDerivatives("layer norm", w, [](auto &tape, Var x) { return layerNorm(tape, x); });
    expectDerivatives("rows", w, [](auto &tape, Var x) { return rowsOf(tape, x, {2, 0, 2, 1}); });
    expectDerivatives("pick", w, [](auto &tape, Var x) { return pick(tape, x, {3, 0, 2}); });
    expectDerivatives("slice", w, [](auto &tape, Var x) { return slice(tape, x, 1, 2); });
    expectDerivatives("beside", w, [&](auto &tape, Var x) {
        return beside(tape, beside(tape, x, given(tape, 3, 2)), x);
    });
    expectDerivatives("reshape", w, [](auto &tape, Var x) {
        return rowsOf(tape, reshape(tape, x, 6, 2), {5, 0, 3, 5});
    });
    expectDerivatives("row sums", w, [](auto &tape, Var x) { return rowSums(tape, x); });
    expectDerivatives("mean", w, [](auto &tape, Var x) { return mean(tape, x); });
    expectDerivatives("cross entropy", w, [](auto &tape, Var x) {
        return crossEntropy(tape, x, {1, 3, 0});
    });
    expectDerivatives("soft cross entropy", w, [&](auto &tape, Var x) {
        return softCrossEntropy(tape, x, softmax(tape, given(tape, 3, 4)));
    });
    expectDerivatives("mean square", w, [&](auto &tape, Var x) {
        return meanSquare(tape, tape.apply(Function::Tanh, x), given(tape, 3, 4));
    });
}

TEST(Tape, NoGradientPassesAStop)
{
    Weight<double> w(numbers(2, 2, 1));
    Tape<double> tape;
    const Var x = tape.weight(w);
    tape.backward(sum(tape, tape.multiply(x, tape.stop(x))));
    EXPECT_EQ(w.gradient.values, w.value.values);  // of x times a constant, not of x squared
    const Var alone = tape.stop(x);
    tape.backward(sum(tape, alone));  // nothing to train: no weight changes
    EXPECT_EQ(w.gradient.values, w.value.values);
}

TEST(Tape, RoundingIsTrainedThrough)
{
    Weight<double> w(numbers(2, 3, 1));
    Grid<double> rounded = w.value;
    for (double &value : rounded.values) {
        value = std::round(value);
    }
    Tape<double> tape;
    const Var out = straightThrough(tape, tape.weight(w), rounded);
    EXPECT_EQ(tape.value(out).values, rounded.values);
    tape.backward(tape.scale(sum(tape, out), 3));
    EXPECT_EQ(w.gradient.values, std::vector<double>(6, 3));
}

TEST(Tape, SoftmaxIsSteadyForLargeScores)
{
    Tape<float> tape;
    Grid<float> scores(1, 3);
    scores.values = {1000, 1000, -1000};
    const Grid<float> shares = tape.value(softmax(tape, tape.constant(scores)));
    EXPECT_EQ(shares.values, (std::vector<float>{0.5F, 0.5F, 0}));
    EXPECT_NEAR(tape.value(logSoftmax(tape, tape.constant(scores))).values[2], -2000.69, 0.01);
}

namespace {

template <class T>
struct Net {
    Weight<T> hidden, hiddenBias, out, outBias;

    Var logits(Tape<T> &tape, Var x)
    {
        const Var h = tape.apply(Function::Tanh, dense(tape, x, hidden, hiddenBias));
        return dense(tape, h, out, outBias);
    }
    std::vector<Weight<T> *> weights() { return {&hidden, &hiddenBias, &out, &outBias}; }
};

Net<float> smallNet()
{
    return {Weight<float>(normalGrid(16, 2, 0.7, 5, 1)), Weight<float>(Grid<float>(1, 16)),
            Weight<float>(normalGrid(2, 16, 0.25, 5, 2)), Weight<float>(Grid<float>(1, 2))};
}

}  // namespace

TEST(Tape, FloatFollowsItsOracleInDouble)
{
    Net<float> net = smallNet();
    Net<double> exact{Weight<double>(inDouble(net.hidden.value)),
                      Weight<double>(inDouble(net.hiddenBias.value)),
                      Weight<double>(inDouble(net.out.value)),
                      Weight<double>(inDouble(net.outBias.value))};
    const Grid<float> x = normalGrid(33, 2, 1, 6, 3);
    std::vector<std::uint32_t> labels(33);
    std::iota(labels.begin(), labels.end(), 0U);
    std::for_each(labels.begin(), labels.end(), [](std::uint32_t &label) { label %= 2; });
    Tape<float> tape;
    const Var loss = crossEntropy(tape, net.logits(tape, tape.constant(x)), labels);
    tape.backward(loss);
    Tape<double> oracle;
    const Var exactLoss =
            crossEntropy(oracle, exact.logits(oracle, oracle.constant(inDouble(x))), labels);
    oracle.backward(exactLoss);
    EXPECT_NEAR(tape.scalar(loss), oracle.scalar(exactLoss), 1e-6);
    for (std::size_t w = 0; w < 4; ++w) {
        const Grid<float> &mine = net.weights()[w]->gradient;
        const Grid<double> &wanted = exact.weights()[w]->gradient;
        for (std::size_t i = 0; i < mine.values.size(); ++i) {
            EXPECT_NEAR(mine.values[i], wanted.values[i], 1e-5);
        }
    }
}

// Exclusive or: no linear model learns it.
TEST(Tape, DenseLayersHaveReluBetweenThem)
{
    std::vector<DenseLayer<double>> layers{
            {normalWeight<double>(4, 3, 1, 5, 1), normalWeight<double>(1, 4, 1, 5, 2)},
            {normalWeight<double>(2, 4, 1, 5, 3), normalWeight<double>(1, 2, 1, 5, 4)}};
    const Grid<double> x = inDouble(normalGrid(5, 3, 1, 5, 5));
    Tape<double> tape;
    const Grid<double> found = tape.value(denseLayers(tape, tape.constant(x), layers));
    for (std::size_t row = 0; row < x.rows; ++row) {
        for (std::size_t out = 0; out < 2; ++out) {
            double wanted = layers[1].bias.value.at(0, out);
            for (std::size_t unit = 0; unit < 4; ++unit) {
                double inner = layers[0].bias.value.at(0, unit);
                for (std::size_t i = 0; i < 3; ++i) {
                    inner += layers[0].weights.value.at(unit, i) * x.at(row, i);
                }
                wanted += layers[1].weights.value.at(out, unit) * std::max(inner, 0.0);
            }
            EXPECT_NEAR(found.at(row, out), wanted, 1e-12);
        }
    }
    const std::vector<Weight<double> *> weights = weightsOf(layers);
    ASSERT_EQ(weights.size(), 4);
    EXPECT_EQ(weights[1], &layers[0].bias);
    EXPECT_EQ(weights[2], &layers[1].weights);
}

TEST(Tape, AdamTrainsANet)
{
    Net<float> net = smallNet();
    AdamRule rule(net.weights());
    rng::Sequence draw(8, 4);
    Tape<float> tape;
    float last = 0;
    for (int step = 0; step < 400; ++step) {
        Grid<float> x(64, 2);
        std::vector<std::uint32_t> labels(64);
        for (std::size_t i = 0; i < 64; ++i) {
            x.at(i, 0) = draw.uniform() < 0.5 ? -1 : 1;
            x.at(i, 1) = draw.uniform() < 0.5 ? -1 : 1;
            labels[i] = x.at(i, 0) == x.at(i, 1) ? 1 : 0;
        }
        tape.clear();
        const Var loss = crossEntropy(tape, net.logits(tape, tape.constant(x)), labels);
        last = tape.scalar(loss);
        tape.backward(loss);
        rule.step(0.02);
    }
    EXPECT_LT(last, 0.02F);
    for (const Weight<float> *weight : net.weights()) {  // ready for the next step
        EXPECT_EQ(std::count(weight->gradient.values.begin(), weight->gradient.values.end(), 0.0F),
                  std::ptrdiff_t(weight->gradient.values.size()));
    }
}

// A step of Adam is of the size of the rate where the gradient is always the same.
TEST(Training, DescendsAtARateThatFallsToZero)
{
    Weight<float> weight(Grid<float>(1, 1, 3));
    std::vector<float> path;
    train({&weight}, {200, 0.01, {}}, [&](Tape<float> &tape, std::size_t step) {
        EXPECT_EQ(step, path.size());
        path.push_back(weight.value.values[0]);
        return sum(tape, tape.weight(weight));
    });
    ASSERT_EQ(path.size(), 200);
    EXPECT_NEAR(path[0] - path[1], 0.01, 1e-5);
    EXPECT_NEAR(path[100] - path[101], 0.005, 1e-4);  // half way
    EXPECT_LT(path[199] - weight.value.values[0], 1e-5);
}

TEST(Training, EndsWhereItIsStopped)
{
    Weight<float> weight(Grid<float>(1, 1, 3));
    std::stop_source stop;
    std::size_t calls = 0;
    train({&weight}, {100, 0.01, stop.get_token()}, [&](Tape<float> &tape, std::size_t) {
        if (++calls == 3) {
            stop.request_stop();
        }
        return sum(tape, tape.weight(weight));
    });
    EXPECT_EQ(calls, 3);
}
