// One linear layer with the adapters of kernel.cpp.
#pragma once

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/packed_linear.h"
#include "kernels/declared_kernel.h"

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

enum LayerForm : std::size_t {
    Backbone,
    RoutedMoeLora,
    UnmergedLora,
    UnmergedEqual,
    UnmergedFurina,
    Merged
};
constexpr std::array<const char *, 6> formIdsOfLayer{"backbone",        "routed-moe-lora",
                                                     "unmerged-lora",   "unmerged-lora-equal",
                                                     "unmerged-furina", "merged"};
// Columns of A and B that a token goes through.
constexpr std::array<std::size_t, 6> adapterColumns{
        0, chosenCount *loraRank, loraRank, allColumns, allColumns, 0};
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

// A matrix [rows x columns], rows being outputs, and parts of it as oneDNN multiplies them. For few
// tokens a product with the narrow B is faster from the transposed matrix, else from the rows.
class LayerMatrix {
public:
    LayerMatrix(Operation &operation, std::size_t rows, std::size_t columns,
                bool transposed = false)
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
    // out[tokens x n] = beta * out + from[tokens x k] * M^T, M the n x k matrix from a row and a
    // column on.
    void multiply(std::size_t tokens, std::size_t n, std::size_t k, const float *from,
                  std::size_t row, std::size_t column, float beta, float *out, int threads) const;
    std::size_t rows() const { return m_rows; }
    const Buffer<float> &values() const { return m_values; }

private:
    std::size_t m_rows, m_columns;
    bool m_transposed;
    In<float> m_values;
};

// The factors as they are drawn.
struct Factors {
    std::vector<float> weight, a, b, router;
};
// Whole numbers where exactIntegers; what has a form of its own in x and magnitude is filled.
Factors drawnFactors(std::span<float> x, std::span<float> magnitude, std::uint64_t seed,
                     bool exactIntegers);
// diag(m / (d_i + eps)) B_i to scaled, the shared expert as it is. All are row-major; d_i are the
// norms of the rows of B_i A_i, from |b A|^2 = b (A A^T) b^T.
void normalise(const float *a, const float *b, std::span<const float> magnitude, float *scaled,
               int threads);

struct Layer final : Operation {
    Dim tokens{*this, "tokens"}, width{*this, "width"};
    // Packed weights win for few tokens only.
    bool few = setup().device == nullptr && tokens < 8;
    PackedLinear linear{tokens, width, width, threads()};
    In<float> x{*this, tokens *width};
    In<float> magnitude{*this, width};                   // m
    LayerMatrix weight{*this, width, width};             // W
    LayerMatrix a{*this, allColumns, width};             // A, the shared expert last
    LayerMatrix b{*this, width, allColumns, few};        // B, as trained
    LayerMatrix scaledB{*this, width, allColumns, few};  // diag(m / (d_i + eps)) B_i; B_s
    LayerMatrix router{*this, expertCount, width};
    LayerMatrix merged{*this, width, width};  // W + scaledB A
    In<std::byte> packedWeight{*this, few ? linear.packedBytes() : 0};
    In<std::byte> packedMerged{*this, few ? linear.packedBytes() : 0};
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

// The cost of merging, in merging.cpp.
std::unique_ptr<Operation> makeMerging(const Setup &setup, Memory &memory);
Result<std::vector<Quality>> domainQuality(const Setup &setup);

}  // namespace touchstone::kernels::lora_selfroute_merge
