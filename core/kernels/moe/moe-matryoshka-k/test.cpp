#include "kernels/moe/moe-matryoshka-k/quality.h"

#include <gtest/gtest.h>

using namespace touchstone::kernels;
using namespace touchstone::kernels::moe_matryoshka_k;

TEST(MoeMatryoshkaK, GradientsAreThoseOfTheLoss)
{
    for (const std::size_t active : {1U, 3U, 8U}) {
        Mixture<double> model(4);
        const Grid<double> x = inDouble(normalGrid(5, modelWidth, 1, 4, 1));
        const Grid<double> y = inDouble(normalGrid(5, modelWidth, 1, 4, 2));
        const auto loss = [&](Tape<double> &tape) {
            const Var out = model.forward(tape, tape.constant(x), {active, 2});
            return meanSquare(tape, out, tape.constant(y));
        };
        // Weights of experts that no row chooses have none; the choice itself does not move by a
        // nudge of 1e-5.
        EXPECT_LT(gradientError(model.weights(), loss), 1e-6);
    }
}

TEST(MoeMatryoshkaK, FloatFollowsDouble)
{
    Mixture<float> model(4);
    Mixture<double> exact(4);
    const Grid<float> x = normalGrid(9, modelWidth, 1, 4, 1);
    Tape<float> tape;
    Tape<double> oracle;
    const Grid<float> y = tape.value(model.forward(tape, tape.constant(x), {2, 6}));
    const Grid<double> right =
            oracle.value(exact.forward(oracle, oracle.constant(inDouble(x)), {2, 6}));
    for (std::size_t i = 0; i < y.values.size(); ++i) {
        EXPECT_NEAR(y.values[i], right.values[i], 1e-5);
    }
}
