// The small network of the study, with weights and activations that may be rounded.
#pragma once

#include "kernels/blocks/figures.h"
#include "kernels/blocks/tape_functions.h"

#include <array>

namespace touchstone::kernels::quant_group_skew {

constexpr std::size_t layerCount = 3;
constexpr int unrounded = 32;

// Bits of each layer's weights and of its input.
using Bits = std::array<int, layerCount>;
Bits everywhere(int bits);
// 8 bits in the first and the last layer.
Bits mixed(int bits);

// Absmax rounding of a grid to signed whole numbers of this many bits times one step, or, where no
// value is negative (after ReLU), to unsigned ones; 2 bits of weights are -1, 0 and 1.
template <class T>
Grid<T> rounded(const Grid<T> &values, int bits);

// x -> W3 relu(W2 relu(W1 x + b1) + b2) + b3. T: float trains, double checks gradients.
template <class T>
class Net {
public:
    // sizes: inputs, both hidden layers, classes.
    Net(const std::array<std::size_t, layerCount + 1> &sizes, std::uint64_t seed);
    // Logits with weights and inputs of layers rounded, straight through for the gradient.
    Var logits(Tape<T> &tape, Var x, const Bits &bits);
    Net withRoundedWeights(const Bits &bits) const;
    std::vector<Weight<T> *> weights();

private:
    std::vector<DenseLayer<T>> m_layers;
};

extern template class Net<float>;
extern template class Net<double>;

// Mean over the rows of weight * cross-entropy. weights: [rows].
template <class T>
Var weightedLoss(Tape<T> &tape, Var logits, const std::vector<std::uint32_t> &labels,
                 const std::vector<double> &weights);

// Largest eigenvalue, by magnitude, of the Hessian of the mean cross-entropy in all weights:
// power iteration with products H v = (g(w + e v) - g(w - e v)) / 2e. The net is left as it was.
template <class T>
double largestCurvature(Net<T> &net, const Grid<T> &x, const std::vector<std::uint32_t> &labels,
                        std::size_t iterations, double nudge);

Result<std::vector<Quality>> skewQuality(const Setup &setup);

}  // namespace touchstone::kernels::quant_group_skew
