// One linear layer with the adapters of lora_selfroute_merge.cpp.
#pragma once

#include "kernels/kernel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

namespace touchstone::kernels::lora {

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

// Rows of matrices are outputs; A is [columns x width], B is [width x columns].
struct Layer {
    std::size_t tokens, width;
    Buffer<float> x;          // [tokens x width]
    Buffer<float> weight;     // W [width x width]
    Buffer<float> a;          // [kColumns x width], expert after expert, the shared one last
    Buffer<float> b;          // [width x kColumns], as trained
    Buffer<float> scaledB;    // [width x kColumns], diag(m / (d_i + eps)) B_i; shared as trained
    Buffer<float> magnitude;  // m [width]
    Buffer<float> router;     // [kExperts x width]
    Buffer<float> merged;     // W + scaledB A [width x width]
    Buffer<float> y;          // [tokens x width]
    Buffer<float> hidden;     // [tokens x kColumns]
    Buffer<float> logits;     // [tokens x kExperts]
    Buffer<float> gathered;   // [tokens x width]: tokens of one expert
    Buffer<float> expertOut;  // [tokens x width]: what it adds to them

    Layer(const Shape &shape, Memory &memory);
    // exactIntegers: x, W, A and B are small whole numbers, so that backbone and plain LoRA come
    // out without rounding.
    void fill(std::uint64_t seed, int threads, bool exactIntegers);

private:
    void fillFactors(std::uint64_t seed, bool exactIntegers);
    void normaliseExperts();
};

// y of one variant on the CPU.
void forward(const Layer &layer, std::size_t variant, int threads);

}  // namespace touchstone::kernels::lora
