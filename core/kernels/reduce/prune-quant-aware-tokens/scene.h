// What a robot's camera may show, as hidden states of vision tokens.
#pragma once

#include "kernels/reduce/prune-quant-aware-tokens/choice.h"

#include <cstdint>
#include <span>
#include <vector>

namespace touchstone::kernels::prune_quant_aware_tokens {

enum class Rounding { None, Plain, Rotated };  // of weights and activations to 4 bits

// 16 x 16 tokens. The instruction attends to an object, and less to the surroundings of the end
// effector; both are needed. Three channels of every token are larger than the others.
struct Scene {
    static constexpr std::size_t side = 16, width = 256, heads = 4, queries = 16;

    Cell effector, object;
    std::vector<std::int32_t> needed;  // tokens near either, ascending

    // outliers: how many times larger.
    Scene(std::uint64_t seed, float outliers);
    // Attention of the instruction to each token, summed over its words and heads, [side x side].
    std::vector<float> scores(Rounding rounding) const;

private:
    std::vector<float> m_vision, m_words;  // hidden states, rows of width
    std::vector<float> m_queries, m_keys;  // weights, [width x width]
};

// Pearson's, of two lists of the same length; 0 where one of them is constant.
double correlation(std::span<const float> a, std::span<const float> b);

}  // namespace touchstone::kernels::prune_quant_aware_tokens
