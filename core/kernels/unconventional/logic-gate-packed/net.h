// Networks of two-input logic gates: wiring, truth tables, their packed form, and the synthetic
// classes they are asked about. For kernel.cpp.
#pragma once

#include "kernels/memory.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace touchstone::kernels::logic_gate_packed {

constexpr std::size_t rowSamples = 512;  // samples per row of bits: one cache line
constexpr std::size_t rowWords = rowSamples / 64;
// A feature becomes four bits, "above the threshold": quintiles of N(0, 1 + meanSpread^2).
constexpr float meanSpread = 1.0F;
constexpr std::array<float, 4> thresholds{-1.190F, -0.358F, 0.358F, 1.190F};

struct Sizes {
    std::size_t features, classes, layers, gates;  // gates a layer

    // Input t * features + f is "feature f lies above threshold t".
    std::size_t inputs() const { return features * thresholds.size(); }
    std::size_t rowsBefore(std::size_t layer) const { return layer == 0 ? inputs() : gates; }
    std::size_t mostRows() const { return std::max(inputs(), gates); }
    // Group-Sum: the last layer's gates [groupBegin(c), groupBegin(c + 1)) vote for class c.
    std::size_t groupBegin(std::size_t c) const { return c * gates / classes; }
};

// --- the network

// Truth table of a gate: bit 2a + b is its value for inputs a and b.
using Table = std::uint8_t;
constexpr std::size_t tableCount = 16;

// [layers x gates x 2], rows of the layer before, drawn at random and never changed.
std::vector<std::uint32_t> drawWires(const Sizes &sizes, std::uint64_t seed);
// Each of the 16 kinds with the same probability.
std::vector<Table> drawTables(const Sizes &sizes, std::uint64_t seed);
// Share of gates on which no output depends: not read by a gate whose table listens to them.
double unusedGates(const Sizes &sizes, std::span<const std::uint32_t> wires,
                   std::span<const Table> tables);

// The network as drawn or trained, and its packed form: the gates of a layer sorted by table, so
// that a loop runs one logic operation without a branch.
struct Network {
    Network(const Sizes &of, std::span<const std::uint32_t> wiring, std::span<const Table> kinds,
            Memory &memory);
    Network(const Sizes &of, std::uint64_t seed, Memory &memory)
        : Network(of, drawWires(of, seed), drawTables(of, seed), memory)
    {
    }

    Sizes sizes;
    Buffer<std::uint32_t> wires;        // [layers x gates x 2]
    Buffer<Table> tables;               // [layers x gates]
    Buffer<std::uint32_t> sortedWires;  // [layers x gates x 2], to places after sorting
    Buffer<std::uint32_t> runs;         // [layers x 17]: gates of table t are [t, t + 1)
    Buffer<std::uint32_t> outputs;      // [gates]: place of a gate of the last layer
};

// --- simd.cpp

// bits: [inputs x rowWords] of up to rowSamples samples. scratch: [gates x rowWords] each. Gives
// for each of count samples the class with most votes (the first of equals) and its votes.
void inferBlock(const Network &network, const std::uint64_t *bits, std::size_t count,
                const std::array<std::uint64_t *, 2> &scratch, std::int32_t *classes, float *votes);
// x: [count x features], count <= rowSamples; bits: [inputs x rowWords], those beyond count 0.
void encodeBlock(const Sizes &sizes, const float *x, std::size_t count, std::uint64_t *bits);

// ReLU of sums times scale as bytes up to 127, halves rounded up.
void toHiddenBytes(const std::int32_t *sums, std::size_t count, float scale, std::int8_t *bytes);

// --- the classes

// Each class is a mixture of two Gaussians with unit deviation; means are N(0, meanSpread^2). No
// linear classifier separates them, and the best one possible is known.
class Mixture {
public:
    Mixture(std::size_t features, std::size_t classes, std::uint64_t seed);
    // Samples first, first + 1, ... of a stream; x: [labels x features].
    void draw(std::uint32_t stream, std::size_t first, std::span<float> x,
              std::span<std::uint32_t> labels) const;
    // The most probable class of one sample.
    std::size_t bestClass(const float *x) const;

private:
    std::size_t m_features, m_classes;
    std::uint64_t m_seed;
    std::vector<float> m_means;  // [classes x 2 x features]
};

}  // namespace touchstone::kernels::logic_gate_packed
