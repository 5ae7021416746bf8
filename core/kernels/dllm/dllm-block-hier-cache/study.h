// The decoders that are compared, and what they cost and give over sources.
#pragma once

#include "kernels/blocks/block_decoder.h"
#include "kernels/blocks/segment_texts.h"
#include "kernels/declared_kernel.h"

#include <array>

namespace touchstone::kernels::dllm_block_hier_cache {

constexpr std::size_t blockSize = 32;

// A block is written part after part. Without the cache of the block every pass is over all of it;
// with it only the first pass over each part is, and the others are over the part alone, on the
// keys and values that the first left of the rest of the block.
struct Decoder {
    sources::BlockRule part;
    bool isCached = false;
};
enum DecoderForm : std::size_t { Autoregressive, BlockCache, Hier4, Hier8, Hier16, HierOneToken };
inline constexpr std::array<Decoder, 6> decoders{{{{1, false}, false},
                                                  {{8, true}, false},
                                                  {{4, true}, true},
                                                  {{8, true}, true},
                                                  {{16, true}, true},
                                                  {{8, false}, true}}};
inline constexpr std::array decoderIds{"autoregressive", "block-cache", "hier-4",
                                       "hier-8",         "hier-16",     "hier-8-one-token"};

// Where the block of a place begins and ends.
inline std::size_t blockBegin(std::size_t place)
{
    return place / blockSize * blockSize;
}
inline std::size_t blockEnd(std::size_t place, std::size_t length)
{
    return std::min(blockBegin(place) + blockSize, length);
}

// Passes over a whole block, over a part of one, and over one token.
struct PassCounts {
    std::size_t wide = 0, narrow = 0, single = 0;
    std::size_t all() const { return wide + narrow + single; }
};
// denoising: passes that commit tokens. One more over each block but the last puts the keys and
// values of its final tokens in the cache.
PassCounts passCounts(const Decoder &decoder, std::size_t length, std::size_t denoising);

Result<std::vector<Quality>> cacheQuality(const Setup &setup);

}  // namespace touchstone::kernels::dllm_block_hier_cache
