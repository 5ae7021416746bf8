#include "kernels/distill/kd-device-align/study.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace touchstone::kernels;
using namespace touchstone::kernels::kd_device_align;

namespace {

// Two classes: the first on devices 0 and 2, of two and one recordings, the second on one device.
const std::vector<std::uint32_t> labels{0, 0, 0, 1, 1}, devices{0, 2, 0, 1, 1};
const Recordings recordings{labels, devices, 2};

double alignmentOf(const Grid<double> &features)
{
    Tape<double> tape;
    return tape.scalar(alignment(tape, tape.constant(features), recordings));
}

}  // namespace

TEST(KdDeviceAlign, AlignmentIsTheSpreadOfTheCentroidsWithinAClass)
{
    const Grid<double> f = inDouble(normalGrid(5, 3, 1, 1, 1));
    double half = 0;  // with two devices, the centre is half way: 1/2 (2 |a - b|^2 / 4) a class
    for (std::size_t i = 0; i < 3; ++i) {
        half += std::pow((f.at(0, i) + f.at(2, i)) / 2 - f.at(1, i), 2) / 4;
    }
    EXPECT_NEAR(alignmentOf(f), half / 2, 1e-12);
}

TEST(KdDeviceAlign, WhatAClassHasOnAllDevicesCostsNothing)
{
    Grid<double> f = inDouble(normalGrid(5, 3, 1, 1, 1));
    const double before = alignmentOf(f);
    for (std::size_t i = 0; i < 3; ++i) {
        f.at(0, i) += 1;
        f.at(1, i) += 1;
        f.at(2, i) += 1;
        f.at(3, i) += 7;  // its class has no other device
    }
    EXPECT_NEAR(alignmentOf(f), before, 1e-12);
}

TEST(KdDeviceAlign, GradientsAreThoseOfTheLoss)
{
    Network<double> network{Weight<double>(inDouble(normalGrid(4, 6, 0.5, 2, 1))),
                            Weight<double>(inDouble(normalGrid(2, 4, 0.5, 2, 2)))};
    const Grid<double> x = inDouble(normalGrid(5, 6, 1, 2, 3));
    const auto loss = [&](Tape<double> &tape) {
        const Var features = network.features(tape, tape.constant(x));
        const Var hard = crossEntropy(tape, network.logits(tape, features), labels);
        return tape.add(hard, tape.scale(alignment(tape, features, recordings), 3));
    };
    EXPECT_LT(gradientError(network.weights(), loss), 1e-7);
}

TEST(KdDeviceAlign, MixedStylesHaveTheStyleOfBothRows)
{
    const Grid<double> x = inDouble(normalGrid(3, 8, 1, 3, 1));
    const auto mixed = [&](float share) {
        return mixedStyles(x, 2, std::vector<std::uint32_t>{2, 1, 0},
                           std::vector<float>{share, share, share});
    };
    const Grid<double> own = mixed(1), other = mixed(0);
    const auto mean = [](const Grid<double> &of, std::size_t row) {
        const auto band = of.row(row).subspan(4, 4);
        return std::accumulate(band.begin(), band.end(), 0.0) / 4;
    };
    EXPECT_NEAR(mean(other, 0), mean(x, 2), 1e-12);
    EXPECT_NEAR(mean(mixed(0.25F), 0), 0.25 * mean(x, 0) + 0.75 * mean(x, 2), 1e-12);
    for (std::size_t i = 0; i < x.values.size(); ++i) {
        EXPECT_NEAR(own.values[i], x.values[i], 1e-12);
    }
}
