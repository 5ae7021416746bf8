// A classifier and its low-bit form by post-training quantisation.
#pragma once

#include "kernels/blocks/figures.h"
#include "kernels/blocks/tape_functions.h"

namespace touchstone::kernels::ptq_cluster_affine {

// Levels of a quantiser, as multiples of a step: bits 2 to 8.
enum class Levels {
    Symmetric,  // -2^(b-1) + 1/2, ..., 2^(b-1) - 1/2: weights, with no level at 0
    Unsigned    // 0, ..., 2^b - 1: activations after ReLU
};
float roundedTo(float value, float step, int bits, Levels levels);
// The step of least square error, of eighty between nothing and the one that reaches the largest
// value. values: not empty.
float bestStep(std::span<const float> values, int bits, Levels levels);

// inputs - width^depth - classes, ReLU between.
class Classifier {
public:
    Classifier(std::size_t inputs, std::size_t width, std::size_t depth, std::size_t classes,
               std::uint64_t seed);
    Var logits(Tape<float> &tape, Var x);
    std::vector<Weight<float> *> weights();

private:
    friend class LowBit;
    std::vector<DenseLayer<float>> m_layers;
};

// The classifier with 2-bit weights and 2-bit inputs in all layers but the first and the last,
// which have 8 bits, as is usual for such figures. Steps of weights for each output, steps of
// activations for each layer, both of least square error on the calibration inputs.
class LowBit {
public:
    LowBit(const Classifier &full, const Grid<float> &calibration, int innerBits = 2);
    Grid<float> logits(const Grid<float> &x) const;

private:
    struct Layer {
        Grid<float> weights;  // rounded
        std::vector<float> bias;
        float step = 0;  // of its input, 0: as it is
        int bits = 8;
    };
    static Grid<float> through(const Layer &layer, Grid<float> x);
    std::vector<Layer> m_layers;
};

Result<std::vector<Quality>> correctionQuality(const Setup &setup);

}  // namespace touchstone::kernels::ptq_cluster_affine
