// What is kept of images beforehand, in fp16, and how it comes about.
#pragma once

#include "kernels/blocks/body.h"
#include "kernels/blocks/half.h"
#include "kernels/reduce/token-compress-rerank/study.h"

#include <stop_token>

namespace touchstone::kernels::token_compress_rerank {

struct Sizes {
    std::size_t pairs = 0, tokens = 0, text = 0;  // tokens: of an image; text: of a text
    std::size_t width = 0, layers = 0, towerLayers = 0;

    // The joint encoder has one output, the score; the tower's are tokens.
    transformer::Sizes encoder() const
    {
        return {std::max<std::size_t>(tokens, 64) + text, 1, width, layers};
    }
    transformer::Sizes tower() const { return {tokens, width, width, towerLayers}; }
};

// Keys and values of the image's tokens, by pair and layer: of each head in the blocks of
// attention.h as the cache of a CPU has them, or, on a device, keys and then values as rows
// [tokens x width].
class KeyStore {
public:
    KeyStore() = default;
    KeyStore(const Sizes &sizes, bool onDevice, Memory &memory);

    // From the keys and values of text `from` of a cache of the same joint encoder, rounded.
    void store(std::size_t pair, const transformer::Cache &cache, std::size_t from) const;
    // And back; not on a device.
    void load(std::size_t pair, const transformer::Cache &cache, std::size_t to) const;
    float key(std::size_t pair, std::size_t layer, std::size_t token, std::size_t column) const
    {
        return fromFp16(m_halves[indexOf({pair, layer, token, column}, false)]);
    }
    float value(std::size_t pair, std::size_t layer, std::size_t token, std::size_t column) const
    {
        return fromFp16(m_halves[indexOf({pair, layer, token, column}, true)]);
    }
    const Buffer<Half> &halves() const { return m_halves; }

private:
    struct At {
        std::size_t pair, layer, token, column;
    };
    std::size_t indexOf(const At &at, bool isValue) const;

    Sizes m_sizes;
    bool m_onDevice = false;
    std::size_t m_heads = 0, m_headSize = 0, m_perHead = 0, m_perLayer = 0;
    Buffer<Half> m_halves;
};

struct Store {
    std::array<Buffer<Half>, formCount> tokens;  // [pairs x visualTokens x width]
    KeyStore keys;

    Store(const Sizes &sizes, bool onDevice, Memory &memory);
};

// Runs the tower on every image, patches [pairs x tokens x width], and fills the store.
// False: stopped.
bool fillStore(const Store &store, const Sizes &sizes, const transformer::Body &tower,
               const transformer::Body &encoder, std::span<const float> patches, int threads,
               std::uint64_t seed, const std::stop_token &stop);

}  // namespace touchstone::kernels::token_compress_rerank
