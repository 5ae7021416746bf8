// One linear layer with the adapters of kernel.cpp.
#pragma once

#include "kernels/blocks/gemm.h"
#include "kernels/operation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

namespace touchstone::kernels::lora_selfroute_merge {

constexpr std::size_t expertCount = 8;
constexpr std::size_t loraRank = 8;
constexpr std::size_t chosenCount = 2;
constexpr std::size_t expertColumns = expertCount * loraRank;
constexpr std::size_t allColumns = expertColumns + loraRank;  // experts, then the shared one
constexpr double normEpsilon = 1e-6;

enum LayerForm : std::size_t { Backbone, RoutedMoeLora, UnmergedLora, UnmergedFurina, Merged };
constexpr std::array<const char *, 5> formIdsOfLayer{"backbone", "routed-moe-lora", "unmerged-lora",
                                                     "unmerged-furina", "merged"};
// Columns of A and B that a token goes through.
constexpr std::array<std::size_t, 5> adapterColumns{0, chosenCount *loraRank, loraRank, allColumns,
                                                    0};
// Of one token, in addition to the backbone's product.
inline double adapterFlops(std::size_t form, std::size_t width)
{
    return 4 * double(width) * double(adapterColumns[form])
           + (form == RoutedMoeLora ? 2 * double(width) * expertCount : 0);
}

struct Gate {
    std::size_t expert = 0;
    float weight = 0;
};
using Gates = std::array<Gate, chosenCount>;

// The two largest of the router's logits, weighted by a softmax over those two.
template <class Logit>
Gates topGates(const Logit *logits, std::size_t experts = expertCount)
{
    std::array<std::size_t, expertCount> order{};
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::partial_sort(order.begin(), order.begin() + chosenCount,
                      order.begin() + std::ptrdiff_t(experts),
                      [&](std::size_t a, std::size_t b) { return logits[a] > logits[b]; });
    const double second = std::exp(double(logits[order[1]]) - double(logits[order[0]]));
    return {{{order[0], float(1.0 / (1.0 + second))}, {order[1], float(second / (1.0 + second))}}};
}

// A matrix [rows x columns], rows being outputs. With few tokens oneDNN multiplies up to three
// times faster when the transposed matrix is in memory; a device reads it row by row.
class LayerMatrix {
public:
    LayerMatrix(Operation &operation, std::size_t rows, std::size_t columns, bool transposed)
        : m_rows(rows), m_columns(columns), m_transposed(transposed),
          m_values(operation, rows * columns)
    {
    }
    // values: [rows x columns].
    void put(std::span<const float> values);
    float at(std::size_t row, std::size_t column) const
    {
        return m_values[m_transposed ? column * m_rows + row : row * m_columns + column];
    }
    // The transposed matrix from a row and a column on; only where it is stored transposed.
    Submatrix transposed(std::size_t row = 0, std::size_t column = 0) const
    {
        return {m_values.data() + column * m_rows + row, m_rows};
    }
    std::size_t rows() const { return m_rows; }
    const Buffer<float> &values() const { return m_values; }

private:
    std::size_t m_rows, m_columns;
    bool m_transposed;
    In<float> m_values;
};

struct Layer final : Operation {
    Dim tokens{*this, "tokens"}, width{*this, "width"};
    bool onCpu = setup().device == nullptr;
    In<float> x{*this, tokens *width};
    In<float> magnitude{*this, width};                     // m
    LayerMatrix weight{*this, width, width, onCpu};        // W
    LayerMatrix a{*this, allColumns, width, onCpu};        // A, the shared expert last
    LayerMatrix b{*this, width, allColumns, onCpu};        // B, as trained
    LayerMatrix scaledB{*this, width, allColumns, onCpu};  // diag(m / (d_i + eps)) B_i; B_s
    LayerMatrix router{*this, expertCount, width, onCpu};
    LayerMatrix merged{*this, width, width, onCpu};  // W + scaledB A
    Out<float> y{*this, tokens *width};
    Scratch<float> hidden{*this, tokens *allColumns};
    Scratch<float> logits{*this, tokens *expertCount};
    Scratch<float> gathered{*this, tokens *width};   // tokens of one expert
    Scratch<float> expertOut{*this, tokens *width};  // what it adds to them

    using Operation::Operation;
    void fill(std::uint64_t seed) override;
    void declare(Forms &forms) override;
    std::size_t units(std::size_t) const override { return tokens; }
    std::size_t sampledUnits(std::size_t) const override { return 4; }
    void exact(std::size_t form, std::size_t token, Expected &expected) const override;
    double tolerance(std::size_t form) const override;
    std::optional<double> ratioLimit(const RatioOf &ratio) const override;
    DeviceSources deviceSources() const override
    {
        return {{"blocks/gemm.cl", "moe/lora-selfroute-merge/kernel.cl"}, {}};
    }

    void forward(LayerForm form);  // on the CPU, in forward.cpp
    void forwardOn(DeviceCopies &d, LayerForm form);

private:
    // Norms of the rows of B_e A_e [expertCount x width], for the oracle; made on first use.
    const std::vector<double> &rowNorms() const;
    mutable std::vector<double> m_rowNorms;
};

Result<std::vector<Quality>> domainQuality(const Setup &setup);

}  // namespace touchstone::kernels::lora_selfroute_merge
