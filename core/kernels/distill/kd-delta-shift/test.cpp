#include "kernels/distill/kd-delta-shift/study.h"

#include <gtest/gtest.h>

using namespace touchstone::kernels;
using namespace touchstone::kernels::kd_delta_shift;

TEST(KdDeltaShift, TargetIsTheTruthWhereTheStudentIsTheBaseAndTheShiftIsShared)
{
    const Grid<float> base = normalGrid(6, 9, 1, 1, 1), shift = normalGrid(6, 9, 1, 1, 2);
    const Grid<float> teacher = normalGrid(6, 9, 1, 1, 3);
    Grid<float> truth = base, tuned = teacher;
    for (std::size_t i = 0; i < shift.values.size(); ++i) {
        truth.values[i] += shift.values[i];
        tuned.values[i] += shift.values[i];
    }
    const Grid<float> target = movedLogits(base, tuned, teacher, 1);
    const Grid<float> still = movedLogits(base, tuned, teacher, 0);
    for (std::size_t i = 0; i < truth.values.size(); ++i) {
        EXPECT_NEAR(target.values[i], truth.values[i], 1e-6);
        EXPECT_EQ(still.values[i], base.values[i]);
    }
}

TEST(KdDeltaShift, GradientsAreThoseOfTheLossAndZeroAtTheTarget)
{
    LowRank<double> student{Weight<double>(inDouble(normalGrid(3, 5, 1, 2, 1))),
                            Weight<double>(inDouble(normalGrid(7, 3, 1, 2, 2)))};
    const Grid<double> x = inDouble(normalGrid(4, 5, 1, 2, 3));
    const Grid<double> target = inDouble(normalGrid(4, 7, 1, 2, 4));
    const auto loss = [&](Tape<double> &tape) {
        return mixedLoss(tape, student.logits(tape, tape.constant(x)), {0, 6, 3, 2}, target, 0.3);
    };
    EXPECT_LT(gradientError(student.weights(), loss), 1e-7);

    for (Weight<double> *weight : student.weights()) {
        weight->gradient = Grid<double>(weight->value.rows, weight->value.columns);
    }
    Tape<double> tape;
    const Var logits = student.logits(tape, tape.constant(x));
    tape.backward(mixedLoss(tape, logits, {0, 6, 3, 2}, tape.value(logits), 0.0));
    for (const Weight<double> *weight : student.weights()) {
        for (const double slope : weight->gradient.values) {
            EXPECT_NEAR(slope, 0, 1e-14);
        }
    }
}
