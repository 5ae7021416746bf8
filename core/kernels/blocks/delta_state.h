// Linear attention as a recurrence over a state S [keySize x valueSize] of one head, token by
// token, with a decay a and a strength b for each:
//
//   Sum    S_t = a_t S_{t-1} + b_t k_t v_t^T                             gated linear attention
//   Delta  S_t = a_t (I - b_t k_t k_t^T) S_{t-1} + b_t k_t v_t^T         gated delta rule
//
// Both write k_t u_t^T beside the decayed state, with u_t = b_t v_t or b_t (v_t - a_t S_{t-1}^T
// k_t). So a chunk of tokens becomes a few products and, for Delta, one triangular system for its
// u_t. Schlag et al., "Linear Transformers Are Secretly Fast Weight Programmers", ICML 2021; Yang
// et al., "Parallelizing Linear Transformers with the Delta Rule over Sequence Length", NeurIPS
// 2024, and "Gated Delta Networks", ICLR 2025.
#pragma once

#include <cstddef>

namespace touchstone::kernels::delta {

enum class Rule { Sum, Delta };
enum class Order { Recurrent, Chunked };  // the same up to rounding

constexpr std::size_t chunkTokens = 64;
constexpr std::size_t panelWidth = 32;  // columns of a state that lie together

struct Sizes {
    std::size_t keySize = 0, valueSize = 0;
};

// A state lies in panels of its columns, the last filled up by columns that no one reads:
// [panels x keySize x panelWidth].
constexpr std::size_t stateFloats(const Sizes &s)
{
    return (s.valueSize + panelWidth - 1) / panelWidth * s.keySize * panelWidth;
}
constexpr std::size_t stateIndex(const Sizes &s, std::size_t row, std::size_t column)
{
    return (column / panelWidth * s.keySize + row) * panelWidth + column % panelWidth;
}

// Tokens of one head. Decays lie in [0, 1]; the delta rule wants keys of length 1.
struct Tokens {
    std::size_t count = 0;
    const float *q = nullptr, *k = nullptr;  // [count x keySize], rows keyStride floats apart
    std::size_t keyStride = 0;
    const float *v = nullptr;  // [count x valueSize], rows valueStride apart
    std::size_t valueStride = 0;
    const float *decay = nullptr, *strength = nullptr;  // a and b, gateStride apart
    std::size_t gateStride = 1;
};
// What the tokens read, [count x valueSize] each, rows `stride` floats apart; nullptr: not wanted.
struct Reads {
    float *predicted = nullptr;  // S_{t-1}^T k_t
    float *before = nullptr;     // S_{t-1}^T q_t
    float *after = nullptr;      // S_t^T q_t
    std::size_t stride = 0;
};

// Takes the tokens into `state`, 64-byte aligned. scratch: scratchFloats(), 64-byte aligned.
void advance(Order order, Rule rule, const Sizes &sizes, const Tokens &tokens, float *state,
             const Reads &reads, float *scratch);
std::size_t scratchFloats(const Sizes &sizes);

// Multiplications and additions for each token: of the recurrence itself, and of a whole chunk for
// each of its tokens. predicts, reads: whether those are wanted (before and after cost one read).
double flops(Order order, Rule rule, const Sizes &sizes, bool predicts, bool reads);

// --- delta_state_simd.cpp

// Token by token; at least one. `to` may be `from`.
void recurrent(Rule rule, const Sizes &sizes, const Tokens &tokens, const float *from, float *to,
               const Reads &reads);
// One chunk at most.
void chunk(Rule rule, const Sizes &sizes, const Tokens &tokens, float *state, const Reads &reads,
           float *scratch);

}  // namespace touchstone::kernels::delta
