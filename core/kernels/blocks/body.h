// A transformer with random weights, whose forwards take the time of a language model's; what it
// computes decides nothing. Per layer
//
//   x <- x + W_o attention(W_qkv norm(x)),   x <- x + W_2 silu(W_1 norm(x)),   norm: root mean
//   square
//
// and logits W_v norm(x). Keys and values of a text lie in a cache. A forward takes some tokens
// that stand in a row, puts their keys and values at their places and attends from each of them to
// every place before `visible`; one code is thus
//
//   a pass over a whole text          first = 0, as many tokens as are visible
//   a step of autoregressive decoding  one token, visible = first + 1
//   a pass over a block of tokens      after the cache of what stands before it
#pragma once

#include "kernels/blocks/attention.h"
#include "kernels/blocks/hidden_markov.h"
#include "kernels/blocks/packed_linear.h"
#include "kernels/memory.h"

#include <optional>
#include <vector>

namespace touchstone::kernels::transformer {

using sources::Token;

struct Sizes {
    std::size_t places = 0;      // of a text
    std::size_t vocabulary = 0;  // of a stream, without the mask
    std::size_t width = 0, layers = 1;
    std::size_t headSize = 32;  // one head of the whole width where this does not divide it
    std::size_t sharing = 1;    // heads of queries that share one of keys; divides the heads
    std::size_t streams = 1;    // tokens of a place: embeddings are added up, each has its logits

    std::size_t heads() const { return width % headSize == 0 ? width / headSize : 1; }
    std::size_t sizeOfHead() const { return width / heads(); }
    std::size_t keyHeads() const { return heads() / sharing; }
    std::size_t keyWidth() const { return keyHeads() * sizeOfHead(); }
    std::size_t outputs() const { return streams * vocabulary; }
};

// The weights as they are drawn, for the packed forms and the oracle: no form reads them, and they
// lie outside the memory that a harness moves, evicts and counts.
class Body {
public:
    Body(const Sizes &sizes, std::uint64_t seed, Memory &memory);

    // Matrices of a layer, [outputs x inputs]: W_qkv [w + 2 kw x w], W_o [w x w], W_1 [4w x w],
    // W_2 [w x 4w]; kw is the width of keys. Then W_v [outputs x w], as if of a layer of its own.
    struct Matrix {
        const float *values;
        std::size_t outputs, inputs;
    };
    static constexpr std::size_t matricesPerLayer = 4;
    std::size_t matrices() const { return m_sizes.layers * matricesPerLayer + 1; }
    Matrix matrix(std::size_t index) const;
    const float *embeddingOf(std::size_t stream, Token token) const;
    const float *placeOf(std::size_t place) const;

    const Sizes &sizes() const { return m_sizes; }
    const Buffer<float> &embedding() const { return m_embedding; }
    // Of a forward of that many tokens; logits: of how many of them, all where it is not given.
    double flops(std::size_t tokens, std::size_t visible,
                 std::optional<std::size_t> logits = std::nullopt) const;
    double weightBytes() const { return double(m_weights.size()) * sizeof(float); }

private:
    Sizes m_sizes;
    Buffer<float> m_embedding;  // streams of tokens and the mask, then places
    std::vector<float> m_weights;
};

// Keys and values of texts, packed for attention.h: [texts x layers x key heads].
class Cache {
public:
    Cache(const Sizes &sizes, std::size_t texts, Memory &memory);
    float *of(std::size_t text, std::size_t layer, std::size_t keyHead) const;
    double bytes() const { return double(m_keys.size()) * sizeof(float); }

private:
    std::size_t m_layers, m_keyHeads, m_perHead;
    Buffer<float> m_keys;
};

// Forwards of a fixed number of tokens: the weights packed for it by oneDNN.
class Forwards {
public:
    // workers: texts that run at the same time, each on `threads` threads. logits: of how many of
    // the tokens, the last ones, the logits are wanted; 0 where only their keys and values are.
    Forwards(const Body &body, std::size_t tokens, int threads, std::size_t workers, Memory &memory,
             std::optional<std::size_t> logits = std::nullopt);

    // earlier: the first so many tokens see no further than themselves, as a block that is finished
    // and passed over once more together with the next one.
    struct Place {
        std::size_t text = 0, first = 0, visible = 0, earlier = 0;
    };
    // given: [n x width], rows for the first n places instead of embeddings of tokens, which
    // follow: [tokens - n x streams]. Returns the logits, [logits x outputs], valid until the
    // worker's next forward.
    const float *run(std::span<const Token> tokens, const Place &place, const Cache &cache,
                     std::size_t worker, std::span<const float> given = {}) const;

    std::size_t tokens() const { return m_tokens; }
    const Buffer<std::byte> &packed() const { return m_packed; }

private:
    struct Rows;  // of a worker's scratch
    Rows rowsOf(std::size_t worker) const;
    void multiply(std::size_t index, const float *x, float *y) const;
    void embed(std::span<const Token> tokens, std::size_t first, std::span<const float> given,
               float *x) const;
    void attend(std::size_t layer, const Place &place, const Cache &cache, const Rows &rows) const;
    // Of the rows begin to end, by the heads that share these keys, over the places before
    // `visible`.
    void attendRows(std::size_t begin, std::size_t end, std::size_t visible, std::size_t keyHead,
                    const float *keys, const Rows &rows) const;

    const Body *m_body;
    std::size_t m_tokens, m_logits;
    int m_threads;
    std::vector<PackedLinear> m_products;  // of a layer, and the last where there are logits
    std::vector<std::size_t> m_offsets;    // of each matrix in m_packed
    std::vector<std::int32_t> m_order;     // rows of a tile of queries that share keys
    std::size_t m_perWorker;
    Buffer<std::byte> m_packed;
    Buffer<float> m_scratch;
};

}  // namespace touchstone::kernels::transformer
