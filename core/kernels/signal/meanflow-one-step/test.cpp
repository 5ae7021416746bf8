#include "kernels/signal/meanflow-one-step/study.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace touchstone::kernels;
using namespace touchstone::kernels::meanflow_one_step;

namespace {

constexpr std::size_t bins = 5;

// A frame of a single Gaussian, whose flow is linear and known in closed form.
struct Gaussian {
    Speech speech{bins, 1, 3};
    Frames frames = speech.draw(std::vector<double>{2}, 3, 7);
    Speech::Posterior posterior = speech.posterior(frames.noisy.row(0), frames.noise[0]);
    std::vector<double> start{0.3, -0.8, 1.1, 0.02, -0.4};

    double deviation(std::size_t b, double t) const
    {
        return std::sqrt((1 - t) * (1 - t) * posterior.variance.at(0, b) + t * t * sigma * sigma);
    }
    double mean(std::size_t b, double t) const
    {
        return (1 - t) * posterior.mean.at(0, b) + t * double(posterior.noisy[b]);
    }
    // Where the flow carries x of bin b from t to r: its place among the deviations is kept.
    double carried(std::size_t b, double x, double t, double r) const
    {
        return mean(b, r) + deviation(b, r) / deviation(b, t) * (x - mean(b, t));
    }
};

VelocityNet<double>::Inputs inputsOf(Tape<double> &tape, const Grid<double> &x, double t)
{
    Grid<double> y = inDouble(normalGrid(x.rows, x.columns, 1, 8, 2));
    return {tape.constant(x), tape.constant(std::move(y)),
            tape.constant(Grid<double>(x.rows, 1, t)),
            tape.constant(Grid<double>(x.rows, 1, t - 0.2)),
            tape.constant(Grid<double>(x.rows, 1, 0.7))};
}

}  // namespace

TEST(MeanflowOneStep, TheFlowOfAGaussianIsItsClosedForm)
{
    const Gaussian g;
    std::vector<double> x = g.start;
    follow(g.posterior, x, 1, endTime);
    for (std::size_t b = 0; b < bins; ++b) {
        EXPECT_NEAR(x[b], g.carried(b, g.start[b], 1, endTime), 1e-7);
    }
}

TEST(MeanflowOneStep, TheVelocityIsTheSlopeOfTheFlow)
{
    const Gaussian g;
    constexpr double t = 0.4, nudge = 1e-5;
    std::vector<double> velocity(bins);
    velocityAt(g.posterior, g.start, t, velocity);
    for (std::size_t b = 0; b < bins; ++b) {
        const double slope =
                (g.carried(b, g.start[b], t, t + nudge) - g.carried(b, g.start[b], t, t - nudge))
                / (2 * nudge);
        EXPECT_NEAR(velocity[b], slope, 1e-8);
    }
}

// The velocity of a mixture is the mean of y + sigma z - x over the pairs that lead to a place:
// with two spectra and one bin, by summing over a grid of x.
TEST(MeanflowOneStep, TheVelocityOfAMixtureIsAConditionalMean)
{
    const Speech speech(1, 2, 5);
    const Frames frames = speech.draw(std::vector<double>{0}, 5, 7);
    Speech::Posterior posterior = speech.posterior(frames.noisy.row(0), frames.noise[0]);
    posterior.variance.values = {0.3, 0.02};  // one bin leaves all spectra alike
    posterior.mean.values = {0.5, -0.4};
    posterior.weight = {0.3, 0.7};
    constexpr double t = 0.6, place = 0.2;
    const double y = frames.noisy.at(0, 0);
    double sum = 0, weights = 0;
    for (int i = -60000; i < 60000; ++i) {
        const double x = i * 1e-4;
        double density = 0;
        for (std::size_t k = 0; k < 2; ++k) {
            const double off = x - posterior.mean.at(k, 0), v = posterior.variance.at(k, 0);
            density += posterior.weight[k] / std::sqrt(v) * std::exp(-0.5 * off * off / v);
        }
        const double motion = (place - (1 - t) * x) / t - x;  // y + sigma z - x
        const double z = (motion + x - y) / sigma;
        sum += density * std::exp(-0.5 * z * z) * motion;
        weights += density * std::exp(-0.5 * z * z);
    }
    const std::vector<double> x{place};
    std::vector<double> velocity(1);
    velocityAt(posterior, x, t, velocity);
    EXPECT_NEAR(velocity[0], sum / weights, 1e-6);
}

TEST(MeanflowOneStep, TheMeanVelocityArrivesAndTheHalfCoefficientDoesNot)
{
    const Gaussian g;
    const std::vector<double> whole = meanVelocity(g.posterior, g.start, 1);
    const std::vector<double> half = meanVelocity(g.posterior, g.start, 0.5);
    constexpr double distance = 1 - endTime;
    for (std::size_t b = 0; b < bins; ++b) {
        const double end = g.carried(b, g.start[b], 1, endTime);
        EXPECT_NEAR(g.start[b] - distance * whole[b], end, 1e-6);
        // 2 / d^2 times the integral of s v, by parts: 2 (d x_1 - integral of x) / d^2.
        double area = 0;
        constexpr int parts = 20000;
        for (int i = 0; i < parts; ++i) {
            const double t = endTime + distance * (i + 0.5) / parts;
            area += g.carried(b, g.start[b], 1, t) * distance / parts;
        }
        EXPECT_NEAR(half[b], 2 * (distance * g.start[b] - area) / (distance * distance), 1e-5);
    }
}

TEST(MeanflowOneStep, TheDerivativeAlongTheFlowIsThatOfDifferences)
{
    constexpr std::size_t rows = 3;
    constexpr double t = 0.6, nudge = 1e-5;
    VelocityNet<double> net(bins, 9, 4);
    const Grid<double> x = inDouble(normalGrid(rows, bins, 1, 8, 1));
    const Grid<double> motion = inDouble(normalGrid(rows, bins, 1, 8, 3));
    const auto at = [&](double step) {
        Grid<double> moved = x;
        for (std::size_t i = 0; i < moved.values.size(); ++i) {
            moved.values[i] += step * motion.values[i];
        }
        Tape<double> tape;
        return tape.value(net.velocity(tape, inputsOf(tape, moved, t + step)));
    };
    Tape<double> tape;
    const auto inputs = inputsOf(tape, x, t);
    const Var u = net.velocity(tape, inputs);
    const Grid<double> slope = VelocityNet<double>::alongFlow(tape, inputs, u, motion);
    const Grid<double> above = at(nudge), below = at(-nudge);
    for (std::size_t i = 0; i < slope.values.size(); ++i) {
        EXPECT_NEAR(slope.values[i], (above.values[i] - below.values[i]) / (2 * nudge), 1e-8);
    }
}

TEST(MeanflowOneStep, GradientsAreThoseOfTheLoss)
{
    VelocityNet<double> net(bins, 6, 4);
    const Grid<double> x = inDouble(normalGrid(4, bins, 1, 8, 1));
    const Grid<double> target = inDouble(normalGrid(4, bins, 1, 8, 3));
    const auto loss = [&](Tape<double> &tape) {
        const Var u = net.velocity(tape, inputsOf(tape, x, 0.5));
        return meanSquare(tape, u, tape.constant(target));
    };
    EXPECT_LT(gradientError(net.weights(), loss), 1e-6);
}

TEST(MeanflowOneStep, DistancesKnowTheirZeroAndTheirScale)
{
    const Grid<float> clean = normalGrid(4, 16, 1, 3, 1);
    Grid<float> louder = clean, noisy = clean;
    for (std::size_t i = 0; i < clean.values.size(); ++i) {
        louder.values[i] *= 10;
        noisy.values[i] += (i % 2 == 0 ? 0.1F : -0.1F);
    }
    EXPECT_EQ(relativeDistance(clean, inDouble(clean)), 0);
    EXPECT_NEAR(relativeDistance(louder, inDouble(clean)), 900, 1e-3);
    EXPECT_EQ(logSpectralDistance(clean, clean), 0);
    EXPECT_GT(logSpectralDistance(louder, clean), 15);  // 20 dB but for what is below the floor
    EXPECT_NEAR(scaleInvariantRatio(noisy, clean), 20, 3);
    Grid<float> both = noisy;
    for (float &value : both.values) {
        value *= 3;
    }
    EXPECT_NEAR(scaleInvariantRatio(both, clean), scaleInvariantRatio(noisy, clean), 1e-5);
}
