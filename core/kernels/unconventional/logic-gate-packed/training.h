// Training of logic-gate networks and of the fp32 MLPs they are compared with.
#pragma once

#include "kernels/unconventional/logic-gate-packed/net.h"

namespace touchstone::kernels::logic_gate_packed {

constexpr std::size_t batchSize = 128;
// Streams of samples (Mixture::draw). Rate and temperature rule were chosen with stream 1 of the
// first seed, which is therefore not tested on.
constexpr std::uint32_t trainingStream = 0, testStream = 2;

enum class Start {
    Random,      // logits N(0, 1)
    PassThrough  // nine tenths of each gate are its first input (residual initialisation: Petersen
                 // et al., "Convolutional Differentiable Logic Gate Networks", NeurIPS 2024)
};

// While it is trained, a gate is its expected truth table under softmax(w) over the 16 tables, each
// relaxed to real inputs in [0, 1]: four numbers instead of sixteen gates, since all relaxations
// lie in the span of 1, a, b and a b.
class Trainer {
public:
    Trainer(const Sizes &sizes, std::uint64_t seed, Start start = Start::Random);

    // One step of Adam on softmax cross-entropy of (Group-Sum / tau). x: [batchSize x features].
    void step(std::span<const float> x, std::span<const std::uint32_t> labels, double tau,
              double rate);
    // How many of batchSize samples the relaxed network gets right.
    std::size_t correct(std::span<const float> x, std::span<const std::uint32_t> labels);
    // The most probable table of each gate.
    std::vector<Table> tables() const;
    const std::vector<std::uint32_t> &wires() const { return m_wires; }

private:
    void forward(std::span<const float> x);
    // [batchSize x classes]
    std::vector<float> groupSums() const;
    void backward(double rate);
    float *rowsAfter(std::size_t layer);  // [gates x batchSize]
    const float *rowsBefore(std::size_t layer);

    Sizes m_sizes;
    std::vector<std::uint32_t> m_wires;
    std::vector<float> m_logits, m_first, m_second, m_shares;  // [layers x gates x tableCount]
    std::vector<float> m_expected;                             // [layers x gates x 4]
    std::vector<float> m_inputs;                               // [inputs x batchSize]
    std::vector<float> m_rows;                                 // [layers x gates x batchSize]
    std::vector<float> m_gradients, m_gradientsBefore;         // [mostRows x batchSize]
    int m_steps = 0;
};

// Share of `samples` held-out samples that a network of floats with one hidden layer gets right
// after as many steps on the same batches.
double trainedMlpAccuracy(const Mixture &mixture, std::size_t features, std::size_t classes,
                          std::size_t hidden, std::size_t steps, std::size_t samples,
                          std::uint64_t seed);

// --- training_simd.cpp: one layer of gates, batches of batchSize

// shares = softmax(logits) and the expected tables, for `gates` gates.
void relax(std::size_t gates, const float *logits, float *shares, float *expected);
void forwardLayer(std::size_t gates, const std::uint32_t *wires, const float *expected,
                  const float *in, float *out);
// gradients: d loss / d out; adds d loss / d in to gradientsBefore.
struct LayerState {
    float *logits, *first, *second, *shares;
    const float *expected;
};
struct AdamStep {
    float rate, firstBias, secondBias;
};
void backwardLayer(std::size_t gates, const std::uint32_t *wires, const LayerState &state,
                   const float *in, const float *gradients, float *gradientsBefore,
                   const AdamStep &adam);

}  // namespace touchstone::kernels::logic_gate_packed
