// The decoders that are compared, and what they cost and give over sources.
#pragma once

#include "kernels/blocks/block_decoder.h"
#include "kernels/blocks/segment_texts.h"
#include "kernels/declared_kernel.h"

#include <array>

namespace touchstone::kernels::block_diffusion_decode {

using sources::blocksOf;

struct Decoder {
    sources::BlockRule rule;
    bool isFused = false;  // a finished block is stored in the first pass over the next one
};
enum DecoderForm : std::size_t { Autoregressive, Static4, Dynamic4, Dynamic8, Dynamic16, Fused4 };
inline constexpr std::array<Decoder, 6> decoders{{{{1, false}, false},
                                                  {{4, false}, false},
                                                  {{4, true}, false},
                                                  {{8, true}, false},
                                                  {{16, true}, false},
                                                  {{4, true}, true}}};
inline constexpr std::array decoderIds{"autoregressive", "static-4",   "dynamic-4",
                                       "dynamic-8",      "dynamic-16", "fused-4"};

// A pass over each finished block but the last puts the keys and values of its final tokens in the
// cache, where it is not fused. An autoregressive model's next pass is over that token anyway.
inline std::size_t storePasses(const Decoder &decoder, std::size_t length)
{
    return decoder.rule.block == 1 || decoder.isFused ? 0
                                                      : blocksOf(decoder.rule.block, length) - 1;
}

Result<std::vector<Quality>> blockQuality(const Setup &setup);

}  // namespace touchstone::kernels::block_diffusion_decode
