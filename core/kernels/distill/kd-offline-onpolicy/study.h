// Students that are distilled from stored probabilities of a teacher, all or the largest of them.
#pragma once

#include "kernels/blocks/figures.h"
#include "kernels/blocks/tape_functions.h"
#include "kernels/distill/kd-offline-onpolicy/language.h"

namespace touchstone::kernels::kd_offline_onpolicy {

// An MLP without biases, z = out relu(in x). T: float trains, double checks gradients.
template <class T>
struct Student {
    Weight<T> in, out;  // [hidden x inputs], [classes x hidden]

    Var logits(Tape<T> &tape, Var x)  // x: [rows x inputs]
    {
        const Var hidden = tape.product(GemmForm::NT, x, tape.weight(in));
        return tape.product(GemmForm::NT, tape.apply(Function::Relu, hidden), tape.weight(out));
    }
    std::vector<Weight<T> *> weights() { return {&in, &out}; }
};

// What is known of a teacher's probabilities: the largest of each row, in no order. columns,
// shares: [rows x count]. The rest of a row is 1 minus their sum.
struct Stored {
    std::size_t count = 0;
    std::vector<std::uint32_t> columns;
    std::vector<double> shares;
};
// probabilities: [rows x classes]; count: at most classes.
Stored largest(const Grid<double> &probabilities, std::size_t count);

enum class Rest {
    Dropped,  // what is stored is taken for all there is: divided by its sum
    Bucket    // all classes that are not stored count as one, with the rest of the probability
};
// Mean over the rows of KL(stored || softmax(logits)) but for a constant. logits: [rows x classes].
template <class T>
Var storedLoss(Tape<T> &tape, Var logits, const Stored &stored, Rest rest);

extern template Var storedLoss(Tape<float> &, Var, const Stored &, Rest);
extern template Var storedLoss(Tape<double> &, Var, const Stored &, Rest);

Result<std::vector<Quality>> recipeQuality(const Setup &setup);

}  // namespace touchstone::kernels::kd_offline_onpolicy
