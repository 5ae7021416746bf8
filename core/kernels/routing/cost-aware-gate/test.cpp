#include "kernels/routing/cost-aware-gate/bayes.h"
#include "kernels/routing/cost-aware-gate/gates.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace touchstone::kernels;
using namespace touchstone::kernels::cost_aware_gate;

TEST(CostAwareGate, GradientsAreThoseOfTheLoss)
{
    const Grid<double> x = inDouble(normalGrid(6, 5, 1, 3, 1));
    Grid<double> scores(6, pathCount);
    for (std::size_t i = 0; i < scores.values.size(); i += 2) {
        scores.values[i] = 1;
    }
    for (const std::size_t hidden : {0U, 7U}) {
        Gate<double> gate(5, hidden, 3);
        Grid<double> &last = gate.weights()[hidden > 0 ? 2 : 0]->value;  // starts at zero
        last = inDouble(normalGrid(last.rows, last.columns, 1, 3, 2));
        const auto loss = [&](Tape<double> &tape) {
            return gateLoss(tape, gate.logits(tape, tape.constant(x)), scores, 0.15);
        };
        EXPECT_LT(gradientError(gate.weights(), loss), 1e-7) << hidden;
    }
}

TEST(CostAwareGate, ThePaperPrintsTheSizeOfAGateWith10112Features)
{
    EXPECT_EQ(parametersOf(10112, 256), 2589699U);  // 2.59 M
    EXPECT_EQ(parametersOf(64, 0), 195U);
}

TEST(CostAwareGate, DrawnAnswersHaveTheProbabilitiesOfThePaths)
{
    constexpr std::size_t count = 40000;
    const std::vector<Demand> demands = demandsOf(count, 5, 1);
    OfPaths drawn{}, expected{};
    double square = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto right = answersOf(demands[i], 0.8, 5, 2, i);
        const OfPaths success = successOf(demands[i], 0.8);
        for (std::size_t path = 0; path < pathCount; ++path) {
            drawn[path] += right[path] / double(count);
            expected[path] += success[path] / double(count);
        }
        square += std::pow(demands[i].meaning - 0.5, 2) / double(count);
    }
    for (std::size_t path = 0; path < pathCount; ++path) {
        EXPECT_NEAR(drawn[path], expected[path], 0.01);
    }
    EXPECT_NEAR(expected[Text], 0.7, 0.01);
    EXPECT_NEAR(square, 0.05, 0.001);  // variance of Beta(2, 2)
}

// Given features, the chances are means of the truth: a pair's own success differs, by 0 on
// average. And the features that say nothing leave the mean over all demands.
TEST(CostAwareGate, BayesChancesAreCalibrated)
{
    constexpr std::size_t count = 3000;
    for (const double turn : {0.25, 0.75}) {
        const Encoder encoder(64, turn, 4, 1);
        const std::vector<Demand> demands = demandsOf(count, 4, 2);
        const Grid<float> x = encoder.features(demands, 4, 3);
        const BayesGate gate(encoder, 0.65);
        std::vector<float> scratch(BayesGate::nodeCount);
        OfPaths off{}, offWhereChosen{};
        for (std::size_t i = 0; i < count; ++i) {
            std::array<float, pathCount> chances{};
            gate(x.row(i).data(), chances.data(), scratch.data());
            const OfPaths success = successOf(demands[i], 0.65);
            const std::size_t chosen = largestOf(chances);
            for (std::size_t path = 0; path < pathCount; ++path) {
                off[path] += (success[path] - chances[path]) / double(count);
            }
            offWhereChosen[chosen] += (success[chosen] - chances[chosen]) / double(count);
        }
        for (std::size_t path = 0; path < pathCount; ++path) {
            EXPECT_NEAR(off[path], 0, 0.008) << turn;
            EXPECT_NEAR(offWhereChosen[path], 0, 0.008) << turn;
        }
    }
}
