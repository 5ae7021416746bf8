// Students of low rank that are tuned to labels, to a teacher, or to what tuning changed in it.
#pragma once

#include "kernels/blocks/figures.h"
#include "kernels/blocks/tape_functions.h"

namespace touchstone::kernels::kd_delta_shift {

// z = up (down x): logits of low rank. T: float trains, double checks gradients.
template <class T>
struct LowRank {
    Weight<T> down, up;  // [rank x inputs], [classes x rank]

    Var logits(Tape<T> &tape, Var x);  // x: [rows x inputs]
    std::vector<Weight<T> *> weights() { return {&down, &up}; }
};

extern template struct LowRank<float>;
extern template struct LowRank<double>;

// Logits of the target: of the raw student, moved by `strength` of what tuning changed in the
// teacher. All of equal shape.
Grid<float> movedLogits(const Grid<float> &rawStudent, const Grid<float> &tunedTeacher,
                        const Grid<float> &rawTeacher, double strength);

// labelWeight CE(labels) + (1 - labelWeight) KL(softmax(target) || softmax(logits)), but for a
// constant; target: logits.
template <class T>
Var mixedLoss(Tape<T> &tape, Var logits, std::vector<std::uint32_t> labels, Grid<T> target,
              double labelWeight);

extern template Var mixedLoss(Tape<float> &, Var, std::vector<std::uint32_t>, Grid<float>, double);
extern template Var mixedLoss(Tape<double> &, Var, std::vector<std::uint32_t>, Grid<double>,
                              double);

Result<std::vector<Quality>> studentQuality(const Setup &setup);

}  // namespace touchstone::kernels::kd_delta_shift
