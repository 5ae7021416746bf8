// One linear layer with the adapters of kernel.cpp.
#pragma once

#include "kernels/blocks/gemm.h"
#include "kernels/kernel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

namespace touchstone::kernels::lora_selfroute_merge {

constexpr std::size_t kExperts = 8;
constexpr std::size_t kRank = 8;
constexpr std::size_t kTop = 2;
constexpr std::size_t kExpertColumns = kExperts * kRank;
constexpr std::size_t kColumns = kExpertColumns + kRank;  // experts, then the shared one
constexpr double kEpsilon = 1e-6;

enum VariantIndex { Backbone, RoutedMoeLora, UnmergedLora, UnmergedFurina, Merged };

struct Gate {
    std::size_t expert = 0;
    float weight = 0;
};
using Gates = std::array<Gate, kTop>;

// The two largest of the router's logits, weighted by a softmax over those two.
template <class Logit>
Gates topGates(const Logit *logits, std::size_t experts = kExperts)
{
    std::array<std::size_t, kExperts> order{};
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::partial_sort(order.begin(), order.begin() + kTop, order.begin() + std::ptrdiff_t(experts),
                      [&](std::size_t a, std::size_t b) { return logits[a] > logits[b]; });
    const double second = std::exp(double(logits[order[1]]) - double(logits[order[0]]));
    return {{{order[0], float(1.0 / (1.0 + second))}, {order[1], float(second / (1.0 + second))}}};
}

// A matrix [rows x columns], rows being outputs, for inputs of the harness. With few tokens oneDNN
// multiplies up to three times faster when it finds the transposed one in memory; a device reads it
// as it stands.
class LayerMatrix {
public:
    LayerMatrix(std::size_t rows, std::size_t columns, bool transposed, Memory &memory)
        : m_rows(rows), m_columns(columns), m_transposed(transposed),
          m_values(memory.allocate<float>(BufferRole::Input, rows * columns))
    {
    }
    // values: [rows x columns].
    void put(std::span<const float> values);
    float at(std::size_t row, std::size_t column) const
    {
        return m_values[m_transposed ? column * m_rows + row : row * m_columns + column];
    }
    // The transposed matrix from a row and a column on; only where it lies in memory as such.
    Submatrix transposed(std::size_t row = 0, std::size_t column = 0) const
    {
        return {m_values.data() + column * m_rows + row, m_rows};
    }
    const Buffer<float> &values() const { return m_values; }

private:
    std::size_t m_rows, m_columns;
    bool m_transposed;
    Buffer<float> m_values;
};

struct Layer {
    std::size_t tokens, width;
    Buffer<float> x;          // [tokens x width]
    LayerMatrix weight;       // W [width x width]
    LayerMatrix a;            // A [kColumns x width], expert after expert, the shared one last
    LayerMatrix b;            // B [width x kColumns], as trained
    LayerMatrix scaledB;      // [width x kColumns], diag(m / (d_i + eps)) B_i; shared as trained
    Buffer<float> magnitude;  // m [width]
    LayerMatrix router;       // [kExperts x width]
    LayerMatrix merged;       // W + scaledB A [width x width]
    Buffer<float> y;          // [tokens x width]
    Buffer<float> hidden;     // [tokens x kColumns]
    Buffer<float> logits;     // [tokens x kExperts]
    Buffer<float> gathered;   // [tokens x width]: tokens of one expert
    Buffer<float> expertOut;  // [tokens x width]: what it adds to them

    // onDevice: matrices lie as they stand.
    Layer(const Shape &shape, bool onDevice, Memory &memory);
    // exactIntegers: x, W, A and B are small whole numbers, so that backbone and plain LoRA come
    // out without rounding.
    void fill(std::uint64_t seed, int threads, bool exactIntegers);
};

// y of one variant on the CPU; the layer is not for a device.
void forward(const Layer &layer, std::size_t variant, int threads);

}  // namespace touchstone::kernels::lora_selfroute_merge
