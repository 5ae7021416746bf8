// The token mixers of kernel.cpp, in the order of kernel.json: softmax attention, or what one or
// two states per head make of the tokens.
#pragma once

#include "kernels/blocks/delta_state.h"

#include <array>

namespace touchstone::kernels::attn_residual_linear {

// What the second state of a head takes in, with a strength of its own.
enum class Second {
    None,
    Values,    // the same values, under another decay
    Residuals  // what the first state mispredicts, clipped
};

struct Mixer {
    const char *id;
    delta::Rule rule;
    Second second;
    delta::Order order;

    std::size_t states() const { return second == Second::None ? 1 : 2; }
};

inline constexpr std::size_t attentionForm = 0;
inline constexpr std::array mixers{
        Mixer{"linear", delta::Rule::Sum, Second::None, delta::Order::Chunked},
        Mixer{"linear-two", delta::Rule::Sum, Second::Values, delta::Order::Chunked},
        Mixer{"delta", delta::Rule::Delta, Second::None, delta::Order::Chunked},
        Mixer{"delta-two", delta::Rule::Delta, Second::Values, delta::Order::Chunked},
        Mixer{"rla", delta::Rule::Sum, Second::Residuals, delta::Order::Chunked},
        Mixer{"rdn", delta::Rule::Delta, Second::Residuals, delta::Order::Chunked},
        Mixer{"rla-recurrent", delta::Rule::Sum, Second::Residuals, delta::Order::Recurrent},
        Mixer{"rdn-recurrent", delta::Rule::Delta, Second::Residuals, delta::Order::Recurrent},
};

// Residuals are clipped to [-clip, clip]; values have variance 1.
inline constexpr double clip = 1;

}  // namespace touchstone::kernels::attn_residual_linear
