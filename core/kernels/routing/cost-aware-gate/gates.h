// The trained gates and their loss.
#pragma once

#include "kernels/blocks/figures.h"
#include "kernels/blocks/tape_functions.h"
#include "kernels/routing/cost-aware-gate/pairs.h"

namespace touchstone::kernels::cost_aware_gate {

// Logits of the paths, all 0 at first. Without hidden units the gate is linear, else it has one
// layer of them with ReLU. T: float trains, double checks gradients.
template <class T>
class Gate {
public:
    Gate(std::size_t features, std::size_t hidden, std::uint64_t seed);
    Var logits(Tape<T> &tape, Var x);  // x: [pairs x features]; returned: [pairs x pathCount]
    std::vector<Weight<T> *> weights();

private:
    std::vector<DenseLayer<T>> m_layers;
};

extern template class Gate<float>;
extern template class Gate<double>;

// Mean over the pairs of KL(softmax(scores / temperature) || p) + lambda p . costs for the shares
// p = softmax(logits), but for the entropy of the target. scores: [pairs x pathCount], 1 where a
// path is right. The report does not print the temperature: 1 is our choice.
template <class T>
Var gateLoss(Tape<T> &tape, Var logits, Grid<T> scores, double lambda);

// Weights and biases of a gate; hidden: 0 for the linear one.
std::size_t parametersOf(std::size_t features, std::size_t hidden);

Result<std::vector<Quality>> gateQuality(const Setup &setup);

}  // namespace touchstone::kernels::cost_aware_gate
