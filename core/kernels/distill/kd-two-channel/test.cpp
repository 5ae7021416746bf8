#include "kernels/distill/kd-two-channel/study.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace touchstone::kernels;
using namespace touchstone::kernels::kd_two_channel;

namespace {

// Three texts of two tokens of size 3, five classes; frames of 4.
struct Sample {
    Body<double> teacher{Weight<double>(inDouble(normalGrid(7, 6, 0.5, 1, 1))),
                         Weight<double>(inDouble(normalGrid(5, 7, 0.5, 1, 2)))};
    Student<double> student{{Weight<double>(inDouble(normalGrid(4, 6, 0.5, 1, 3))),
                             Weight<double>(inDouble(normalGrid(5, 4, 0.5, 1, 4)))},
                            Weight<double>(inDouble(normalGrid(3, 4, 0.5, 1, 5)))};
    Batch<double> batch{inDouble(normalGrid(6, 4, 1, 1, 6)),
                        inDouble(normalGrid(3, 6, 1, 1, 7)),
                        {0, 4, 2},
                        softened(teacher, inDouble(normalGrid(3, 6, 1, 1, 7)))};

    double loss(const Terms &terms)
    {
        Tape<double> tape;
        return tape.scalar(lossOf(tape, student, batch, terms));
    }
};

}  // namespace

TEST(KdTwoChannel, GradientsAreThoseOfTheLoss)
{
    Sample s;
    for (const Terms &terms : forms) {
        EXPECT_LT(gradientError(s.student.weights(),
                                [&](Tape<double> &tape) {
                                    return lossOf(tape, s.student, s.batch, terms);
                                }),
                  1e-7)
                << terms.id;
    }
}

TEST(KdTwoChannel, WithoutWeightsOnlyTheLabelsOfSpeechCount)
{
    Sample s;
    const double alone = s.loss(forms.front());
    EXPECT_NEAR(s.loss({"channels", 0, 1e-9, 1e-9}), alone, 1e-7);
    EXPECT_GT(s.loss(forms.back()), alone);
}

TEST(KdTwoChannel, TextChannelHasNoGradientAtTheTeacher)
{
    Sample s;
    s.student.text = s.teacher;
    const auto slope = [&](const Terms &terms) {
        for (Weight<double> *weight : s.student.weights()) {
            std::fill(weight->gradient.values.begin(), weight->gradient.values.end(), 0.0);
        }
        Tape<double> tape;
        tape.backward(lossOf(tape, s.student, s.batch, terms));
        return s.student.text.head.gradient.values;
    };
    const auto alone = slope(forms[0]), withText = slope(forms[3]), withSpeech = slope(forms[4]);
    double text = 0, speech = 0;
    for (std::size_t i = 0; i < alone.size(); ++i) {
        text = std::max(text, std::abs(withText[i] - alone[i]));
        speech = std::max(speech, std::abs(withSpeech[i] - alone[i]));
    }
    EXPECT_LT(text, 1e-12);
    EXPECT_GT(speech, 1e-3);
}

// Segments of a recording are told apart: their order matters.
TEST(KdTwoChannel, SegmentsLieSideBySideInARow)
{
    Sample s;
    Tape<double> tape;
    const Var tokens = tape.product(GemmForm::NT, tape.constant(s.batch.speech),
                                    tape.weight(s.student.adapter));
    Grid<double> byHand(3, 6);
    for (std::size_t row = 0; row < 6; ++row) {
        for (std::size_t i = 0; i < 3; ++i) {
            byHand.at(row / 2, row % 2 * 3 + i) = tape.value(tokens).at(row, i);
        }
    }
    const Grid<double> heard =
            tape.value(s.student.speechLogits(tape, tape.constant(s.batch.speech), 3));
    const Grid<double> read = tape.value(s.student.text.logits(tape, tape.constant(byHand)));
    for (std::size_t i = 0; i < read.values.size(); ++i) {
        EXPECT_EQ(heard.values[i], read.values[i]);
    }
}
