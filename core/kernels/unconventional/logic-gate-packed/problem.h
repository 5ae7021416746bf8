// One shape of kernel.cpp: a logic-gate network in its forms and a network of floats,
// asked about the same samples.
#pragma once

#include "kernels/plain_kernel.h"
#include "kernels/unconventional/logic-gate-packed/net.h"

namespace touchstone::kernels::logic_gate_packed {

enum Form : std::size_t { Mlp, MlpInt8, Interpreted, Packed, PackedEncoded };

// One hidden layer, ReLU, no bias: in floats and in bytes. Weights are random.
struct Mlp2 {
    Mlp2(const Sizes &sizes, std::size_t hiddenSize, std::uint64_t seed, Memory &memory);
    // Bytes of weights and samples; the hidden layer's scale is that of the largest value met.
    void deriveBytes(const Buffer<float> &x, const Buffer<std::int8_t> &xBytes);

    std::size_t features, hidden, classes;
    Buffer<float> first, second;  // [hidden x features], [classes x hidden]
    Buffer<std::int8_t> firstBytes, secondBytes;
    float toHidden = 1, toVotes = 1;  // a sum of bytes times these is a byte of h, a score
};

class LogicProblem : public PortableProblem {
public:
    LogicProblem(const Setup &setup, Memory &memory);
    Result<> open(OpenClDevice &device);

    Work work(std::size_t form) const override;
    Result<std::vector<Quality>> quality(const Setup &setup) override;
    std::optional<double> limit(std::size_t) const override { return std::nullopt; }

protected:
    void runOnCpu(std::size_t form) override;
    void runOnDevice(DeviceCopies &d, std::size_t form) override;
    Result<Check> checkOutputs(std::size_t form) override;

private:
    std::size_t blocks() const { return (m_samples + kBlock - 1) / kBlock; }
    void inferFloats(std::size_t begin, std::size_t end, std::size_t thread);
    void inferBytes(std::size_t begin, std::size_t end, std::size_t thread);
    void interpret(std::size_t begin, std::size_t end, std::size_t thread);
    void inferPacked(std::size_t begin, std::size_t end, std::size_t thread, bool encode);

    void mlpOnDevice(DeviceCopies &d, bool bytes);
    void interpretOnDevice(DeviceCopies &d);
    void packedOnDevice(DeviceCopies &d, bool encode);

    int m_threads;
    std::size_t m_samples;
    Network m_network;
    Mlp2 m_mlp;
    Buffer<float> m_x;               // [samples x features]
    Buffer<std::int8_t> m_xBytes;    // the same for the int8 network
    Buffer<std::uint64_t> m_bits;    // [blocks x inputs x kWords]
    Buffer<std::uint8_t> m_flags;    // [samples x inputs], one byte a bit
    Buffer<std::int32_t> m_classes;  // chosen
    Buffer<float> m_votes;           // of the chosen class
    // Scratch of each thread: of a block of samples.
    Buffer<float> m_hidden, m_scores;
    Buffer<std::int8_t> m_hiddenBytes;
    Buffer<std::int32_t> m_sums;
    Buffer<std::uint64_t> m_rows;   // bits of two layers, then of encoded inputs
    Buffer<std::uint8_t> m_values;  // [2 x mostRows] of one sample
    // On a device all blocks are under way at once.
    Buffer<std::uint64_t> m_deviceBits, m_evenRows, m_oddRows;
    Buffer<std::uint8_t> m_evenValues, m_oddValues;  // [gates x kBlock]
    Buffer<float> m_thresholds;
};

// --- oracle.cpp

struct Answer {
    std::size_t chosen;
    double votes;
};
// From the samples as floats, one gate at a time, by its truth table.
Answer exactAnswer(const Network &network, const float *x);
std::vector<double> exactScores(const Mlp2 &mlp, const float *x);
std::vector<double> exactByteScores(const Mlp2 &mlp, const std::int8_t *x);

// --- quality.cpp

Result<std::vector<Quality>> trainedQuality(const Setup &setup);

}  // namespace touchstone::kernels::logic_gate_packed
