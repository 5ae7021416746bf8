// Training of logic-gate networks.
#pragma once

#include "kernels/blocks/nn.h"
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
    Matrix groupSums();                    // [batchSize x classes]
    float *rowsBefore(std::size_t layer);  // [inputs x batchSize], then [gates x batchSize]

    Sizes m_sizes;
    std::vector<std::uint32_t> m_wires;
    Parameter m_logits;                     // [layers x gates x tableCount]
    Matrix m_shares;                        // the same; after a step the gradients of m_logits
    Matrix m_expected;                      // [layers x gates x 4]
    Matrix m_rows;                          // [(inputs + layers x gates) x batchSize]
    Matrix m_gradients, m_gradientsBefore;  // [mostRows x batchSize]
};

// --- training_simd.cpp: one layer of gates, batches of batchSize

// shares = softmax(logits), the expected tables, and from them out, for `gates` gates.
void forwardLayer(std::size_t gates, const std::uint32_t *wires, const float *logits,
                  const float *in, float *out, float *shares, float *expected);
// gradients: d loss / d out. Adds d loss / d in to gradientsBefore and turns shares, as
// forwardLayer() has left them, into d loss / d logits.
void backwardLayer(std::size_t gates, const std::uint32_t *wires, const float *expected,
                   const float *in, const float *gradients, float *gradientsBefore, float *shares);

}  // namespace touchstone::kernels::logic_gate_packed
