#include "kernels/blocks/symmetric_eigen.h"
#include "kernels/quant/quant-group-skew/groups.h"
#include "kernels/quant/quant-group-skew/net.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace touchstone::kernels;
using namespace touchstone::kernels::quant_group_skew;

namespace {

constexpr std::array<std::size_t, layerCount + 1> few{6, 9, 8, 5};  // 188 parameters
const std::vector<std::uint32_t> labels{0, 3, 4, 1, 2, 0, 1};

}  // namespace

TEST(QuantGroupSkew, GradientsAreThoseOfTheLoss)
{
    Net<double> net(few, 2);
    const Grid<double> x = inDouble(normalGrid(labels.size(), few[0], 1, 2, 9));
    const std::vector<double> weights{1, 2, 0.5, 1, 1, 3, 0.25};
    const auto loss = [&](Tape<double> &tape) {
        return weightedLoss(tape, net.logits(tape, tape.constant(x), everywhere(unrounded)), labels,
                            weights);
    };
    EXPECT_LT(gradientError(net.weights(), loss), 1e-7);
}

TEST(QuantGroupSkew, RoundingKeepsTheLargestAndHasAsManyLevels)
{
    Grid<float> values = normalGrid(10, 50, 1, 3, 1);
    for (const int bits : {2, 3, 4, 8}) {
        std::vector<float> levels = rounded(values, bits).values;
        std::sort(levels.begin(), levels.end());
        levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
        EXPECT_LE(levels.size(), (std::size_t(1) << bits) - 1) << bits;
    }
    std::for_each(values.values.begin(), values.values.end(), [](float &v) { v = std::abs(v); });
    std::vector<float> levels = rounded(values, 2).values;
    const float largest = *std::max_element(values.values.begin(), values.values.end());
    EXPECT_FLOAT_EQ(*std::max_element(levels.begin(), levels.end()), largest);
    std::sort(levels.begin(), levels.end());
    EXPECT_EQ(std::unique(levels.begin(), levels.end()) - levels.begin(), 4);
}

// The gradient of a rounded net is that of its rounded weights: straight through.
TEST(QuantGroupSkew, GradientPassesStraightThrough)
{
    Net<double> net(few, 4);
    const Grid<double> x = rounded(inDouble(normalGrid(labels.size(), few[0], 1, 4, 9)), 8);
    const Bits onlyFirst{3, unrounded, unrounded};
    Net<double> before = net.withRoundedWeights(onlyFirst);
    const auto gradient = [&](Net<double> &of, const Bits &bits) {
        Tape<double> tape;
        tape.backward(
                crossEntropy(tape, of.logits(tape, tape.constant(rounded(x, 3)), bits), labels));
        return of.weights().front()->gradient.values;
    };
    const auto through = gradient(net, onlyFirst);
    const auto direct = gradient(before, everywhere(unrounded));
    for (std::size_t i = 0; i < direct.size(); ++i) {
        EXPECT_NEAR(through[i], direct[i], 1e-12);
    }
}

TEST(QuantGroupSkew, CurvatureIsTheLargestEigenvalueOfTheDenseHessian)
{
    Net<double> net(few, 5);
    const Grid<double> x = inDouble(normalGrid(labels.size(), few[0], 1, 5, 9));
    const auto gradient = [&] {
        for (Weight<double> *weight : net.weights()) {
            std::fill(weight->gradient.values.begin(), weight->gradient.values.end(), 0.0);
        }
        Tape<double> tape;
        tape.backward(crossEntropy(tape, net.logits(tape, tape.constant(x), everywhere(unrounded)),
                                   labels));
        std::vector<double> all;
        for (const Weight<double> *weight : net.weights()) {
            all.insert(all.end(), weight->gradient.values.begin(), weight->gradient.values.end());
        }
        return all;
    };
    std::vector<double> hessian;
    constexpr double nudge = 1e-5;
    for (Weight<double> *weight : net.weights()) {
        for (double &value : weight->value.values) {
            const double kept = value;
            value = kept + nudge;
            const std::vector<double> above = gradient();
            value = kept - nudge;
            const std::vector<double> below = gradient();
            value = kept;
            for (std::size_t i = 0; i < above.size(); ++i) {
                hessian.push_back((above[i] - below[i]) / (2 * nudge));
            }
        }
    }
    const std::size_t size = gradient().size();
    ASSERT_EQ(hessian.size(), size * size);
    const double largest = symmetricEigen(size, hessian).values.back();
    EXPECT_NEAR(largestCurvature(net, x, labels, 100, 1e-5), largest, 1e-3 * largest);
}

TEST(QuantGroupSkew, MixtureHasItsSharesAndItsMargins)
{
    const Mixture mixture(0.5, 3);
    const Samples samples = mixture.draw(20000, 3, 50);
    for (std::size_t group = 0; group < groupShares.size(); ++group) {
        const auto count = std::count(samples.groups.begin(), samples.groups.end(), group);
        EXPECT_NEAR(double(count) / 20000, groupShares[group], 0.01);
    }
    // Means are about r sqrt(2) apart. Majority: hardly an error; minorities: some, at half of it.
    EXPECT_GT(mixture.bayesAccuracy(mixture.drawOf(0, 1000, 3, 60)), 99.5);
    const double minority = mixture.bayesAccuracy(mixture.drawOf(2, 1000, 3, 70));
    EXPECT_GT(minority, 70);
    EXPECT_LT(minority, 99);
    EXPECT_GT(Mixture(1, 3).bayesAccuracy(Mixture(1, 3).drawOf(2, 1000, 3, 70)), 99.5);
}
