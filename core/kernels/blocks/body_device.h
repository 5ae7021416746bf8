// Forwards of body.h on an OpenCL device, of several texts at once; the program contains gemm.cl,
// attention.cl and body.cl, built with bodyOptions(). One stream. Heads of keys that are shared lie
// in the cache once for each head of queries.
#pragma once

#include "kernels/blocks/attention_device.h"
#include "kernels/blocks/body.h"

namespace touchstone::kernels::transformer {

std::string bodyOptions(const Sizes &sizes);

// Keys and values of all texts: [texts x places x width] of each layer.
struct DeviceCache {
    std::vector<Buffer<float>> keys, values;

    DeviceCache() = default;
    DeviceCache(const Sizes &sizes, std::size_t texts, Memory &memory);
};

// A forward over the same places of every text. A Forwards::Place with the number of its tokens and
// of those whose logits are wanted.
struct DevicePass {
    std::size_t first = 0, tokens = 0, visible = 0, earlier = 0, logits = 0;
    attention::DeviceTiles tiles;

    DevicePass() = default;
    DevicePass(std::size_t tokensOfPass, std::size_t logitsOfPass, const Forwards::Place &place,
               Memory &memory);
};

class DeviceForwards {
public:
    // tokens: the most of a pass.
    DeviceForwards(const Body &body, std::size_t texts, std::size_t tokens, Memory &memory);

    // What a pass reads: tokens by place, [texts x places], and rows for the first `count` places
    // of the pass instead of their embeddings, [texts x count x width].
    struct Input {
        Buffer<Token> tokens;
        Buffer<float> given{};
        std::size_t count = 0;
    };
    // logits: [texts x logits x outputs].
    void run(DeviceCopies &device, const Input &input, const DevicePass &pass,
             const DeviceCache &cache, const Buffer<float> &logits) const;
    // Of all matrices, which a pass reads.
    const Buffer<float> &weights() const { return m_weights; }

private:
    void multiply(DeviceCopies &device, std::size_t matrix, std::size_t rows,
                  const Buffer<float> &x, const Buffer<float> &y, bool add = false) const;
    void normalise(DeviceCopies &device, std::size_t rows) const;  // x to h
    void attend(DeviceCopies &device, std::size_t layer, const DevicePass &pass,
                const DeviceCache &cache) const;
    void addLayer(DeviceCopies &device, std::size_t layer, const DevicePass &pass,
                  const DeviceCache &cache) const;

    const Body *m_body;
    std::size_t m_texts;
    Buffer<float> m_weights;
    std::vector<std::size_t> m_offsets;     // of each matrix
    Buffer<float> m_x, m_h, m_qkv, m_wide;  // rows of all texts, one after another
    Buffer<float> m_queries, m_out;         // by place, as the keys
};

}  // namespace touchstone::kernels::transformer
