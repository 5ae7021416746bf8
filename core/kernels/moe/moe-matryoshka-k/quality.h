// Training of small mixtures of experts with different numbers of active experts.
#pragma once

#include "kernels/blocks/figures.h"
#include "kernels/blocks/tape_functions.h"

#include <array>

namespace touchstone::kernels::moe_matryoshka_k {

constexpr std::size_t modelWidth = 6;
constexpr std::size_t modelExperts = 8;
constexpr std::size_t modelHidden = 24;  // of each expert
constexpr std::size_t modelLayers = 2;

// Two residual layers, x + sum over the active experts of g_e W2_e silu(W1_e x + b_e). The gates g
// are a softmax over the k largest logits of the router. T: float trains, double checks gradients.
template <class T>
class Mixture {
public:
    explicit Mixture(std::uint64_t seed);
    // active: experts of each layer, 1 to modelExperts. x: [rows x modelWidth], as is the output.
    Var forward(Tape<T> &tape, Var x, const std::array<std::size_t, modelLayers> &active);
    std::vector<Weight<T> *> weights();

private:
    struct Layer {
        Weight<T> router, in, bias, out;
    };
    Var apply(Tape<T> &tape, Layer &layer, Var x, std::size_t active);

    std::vector<Layer> m_layers;
};

extern template class Mixture<float>;
extern template class Mixture<double>;

Result<std::vector<Quality>> elasticQuality(const Setup &setup);

}  // namespace touchstone::kernels::moe_matryoshka_k
