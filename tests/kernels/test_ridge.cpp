#include "kernels/blocks/ridge.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace touchstone::kernels;

namespace {

constexpr std::size_t rowCount = 400, inputs = 6, outputs = 3;

// y = M x + shift with a little noise, for x that varies unequally and about means of its own.
struct Sample {
    Grid<float> x = normalGrid(rowCount, inputs, 1, 3, 1);
    Grid<float> y = normalGrid(rowCount, outputs, 0.01, 3, 2);
    Grid<float> map = normalGrid(outputs, inputs, 1, 3, 3);

    Sample()
    {
        for (std::size_t row = 0; row < rowCount; ++row) {
            for (std::size_t i = 0; i < inputs; ++i) {
                x.at(row, i) = float(i + 1) * (x.at(row, i) + 2);
            }
            for (std::size_t o = 0; o < outputs; ++o) {
                for (std::size_t i = 0; i < inputs; ++i) {
                    y.at(row, o) += map.at(o, i) * x.at(row, i);
                }
                y.at(row, o) -= float(o);
            }
        }
    }
};

}  // namespace

TEST(Ridge, FindsALinearMapAndItsShift)
{
    const Sample sample;
    const LinearFit fit = ridgeRegression(sample.x, sample.y, 1e-9);
    for (std::size_t o = 0; o < outputs; ++o) {
        EXPECT_NEAR(fit.shift[o], -double(o), 0.02);
        for (std::size_t i = 0; i < inputs; ++i) {
            EXPECT_NEAR(fit.map.at(o, i), sample.map.at(o, i), 0.005);
        }
    }
    const Grid<float> found = fit.applied(sample.x);
    for (std::size_t i = 0; i < found.values.size(); ++i) {
        EXPECT_NEAR(found.values[i], sample.y.values[i], 0.06);
    }
}

// Where the least is, the gradient of the penalised error is zero: mean (residual x) = ridge M, and
// the residual is 0 on average, for the shift has no penalty.
TEST(Ridge, LeavesTheResidualOfThePenalisedOptimum)
{
    const Sample sample;
    constexpr double share = 0.3;
    double variance = 0;
    for (std::size_t i = 0; i < inputs; ++i) {
        double mean = 0, square = 0;
        for (std::size_t row = 0; row < rowCount; ++row) {
            mean += double(sample.x.at(row, i)) / rowCount;
            square += std::pow(double(sample.x.at(row, i)), 2) / rowCount;
        }
        variance += (square - mean * mean) / inputs;
    }
    const LinearFit fit = ridgeRegression(sample.x, sample.y, share);
    for (std::size_t o = 0; o < outputs; ++o) {
        std::vector<double> along(inputs);
        double sum = 0;
        for (std::size_t row = 0; row < rowCount; ++row) {
            double left = sample.y.at(row, o) - fit.shift[o];
            for (std::size_t i = 0; i < inputs; ++i) {
                left -= fit.map.at(o, i) * sample.x.at(row, i);
            }
            sum += left / rowCount;
            for (std::size_t i = 0; i < inputs; ++i) {
                along[i] += left * sample.x.at(row, i) / rowCount;
            }
        }
        EXPECT_NEAR(sum, 0, 1e-9);
        for (std::size_t i = 0; i < inputs; ++i) {
            EXPECT_NEAR(along[i], share * variance * fit.map.at(o, i), 1e-6);
        }
    }
}

TEST(Ridge, InputsThatDoNotVaryLeaveTheMeans)
{
    const Grid<float> x(20, 4, 2), y = normalGrid(20, 1, 1, 5, 1);
    const LinearFit fit = ridgeRegression(x, y, 0.01);
    double mean = 0;
    for (const float value : y.values) {
        mean += double(value) / 20;
    }
    EXPECT_NEAR(fit.applied(x).values.front(), mean, 1e-6);
}
