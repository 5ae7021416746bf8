// What the contract of all kernels does not ask of robust-kernel-gauntlet.
#include "kernels/blocks/rng.h"
#include "kernels/fused/robust-kernel-gauntlet/faults.h"
#include "kernels/fused/robust-kernel-gauntlet/rows.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace touchstone::kernels;
using namespace touchstone::kernels::robust_kernel_gauntlet;

namespace {

constexpr std::size_t rows = 16, width = 64;

}  // namespace

TEST(Gauntlet, FindsEveryFaultAndAccusesNoHonestKernel)
{
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto drawn = drawTrials(rows, width, seed);
        for (std::size_t i = 0; i < candidates; ++i) {
            EXPECT_EQ(passesGauntlet(Fault(i), drawn), i < honest) << faultIds[i] << " " << seed;
        }
    }
}

TEST(AllClose, OverlooksWhatOneInputCannotShow)
{
    const auto drawn = drawTrials(rows, width, 1);
    const auto accepted = [&](Fault fault) {
        std::vector<float> y(rows * width);
        normalise(Fault::None, drawn[0], drawn[0], y.data());  // the reference ran before
        normalise(fault, drawn[0], drawn[0], y.data());
        return allClose(drawn[0], y.data(), 1e-2);
    };
    for (const Fault fault : {Fault::Cached, Fault::ShapeSpecialised, Fault::EpsilonDropped,
                              Fault::HalfPrecision, Fault::RowsSkipped, Fault::StaleBuffer}) {
        EXPECT_TRUE(accepted(fault)) << faultIds[std::size_t(fault)];
    }
    for (const Fault fault : {Fault::Constant, Fault::WeightsIgnored}) {
        EXPECT_FALSE(accepted(fault)) << faultIds[std::size_t(fault)];
    }
}

// Gradients of the loss by central differences, in the double precision of the definition.
TEST(CrossEntropy, GradientIsThatOfTheLoss)
{
    constexpr std::size_t classes = 37, target = 5;
    std::vector<float> z(classes);
    rng::fillNormal(z, 0.0F, 2.0F, 1, 1);
    const auto lossOf = [&](std::size_t moved, double by) {
        double all = 0;
        for (std::size_t c = 0; c < classes; ++c) {
            all += std::exp(z[c] + (c == moved ? by : 0));
        }
        return std::log(all) - z[target] - (moved == target ? by : 0);
    };
    const Online online = onlineSum(z.data(), classes);
    std::vector<float> gradient(classes);
    softmaxTimes(z.data(), online.top, 1 / online.sum, classes, gradient.data());
    gradient[target] -= 1;
    constexpr double h = 1e-4;
    for (std::size_t c = 0; c < classes; ++c) {
        EXPECT_NEAR(gradient[c], (lossOf(c, h) - lossOf(c, -h)) / (2 * h), 1e-5) << c;
    }
}

TEST(Spread, OfPartsIsThatOfTheWhole)
{
    std::vector<float> x(5000);
    rng::fillNormal(x, 100.0F, 1.0F, 1, 1);
    double mean = 0, squares = 0;
    for (const float value : x) {
        mean += value / double(x.size());
    }
    for (const float value : x) {
        squares += (value - mean) * (value - mean);
    }
    Spread all = spreadOf(x.data(), 1234);
    all.add(spreadOf(x.data() + 1234, x.size() - 1234));
    EXPECT_NEAR(all.mean, mean, 1e-4);
    EXPECT_NEAR(all.squares / squares, 1, 1e-5);
}
