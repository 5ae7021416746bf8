// Packed bit symbols of kernel.cpp: which blocks are computed and which keys they see.
#pragma once

#include "kernels/blocks/attention.h"
#include "kernels/kernel.h"

#include <span>

namespace touchstone::kernels::attn_sparse_symbols {

constexpr std::size_t blockTokens = attention::keyBlockSize;  // tokens of a block

// Bit i of a row is bit i % 8 of byte i / 8.
struct Symbols {
    std::size_t heads = 0, tokens = 0;
    Buffer<std::uint8_t> query;  // [heads x rowBytes]: 1 compute, 0 reuse what is cached
    Buffer<std::uint8_t> key;    // [heads x blocks x rowBytes]: 1 the block of keys is seen

    Symbols() = default;
    Symbols(std::size_t headCount, std::size_t tokenCount, Memory &memory);
    // Random symbols: shares of computed query blocks and of seen key blocks. A block sees itself.
    void fill(double computed, double seen, std::uint64_t seed) const;

    std::size_t blocks() const { return (tokens + blockTokens - 1) / blockTokens; }
    std::size_t rowBytes() const { return (blocks() + 7) / 8; }
    std::size_t rows(std::size_t block) const  // tokens of a block
    {
        return std::min(blockTokens, tokens - block * blockTokens);
    }
    bool computes(std::size_t head, std::size_t block) const
    {
        return (query[head * rowBytes() + block / 8] >> (block % 8)) & 1U;
    }
    bool sees(std::size_t head, std::size_t block, std::size_t keyBlock) const
    {
        return (key[(head * blocks() + block) * rowBytes() + keyBlock / 8] >> (keyBlock % 8)) & 1U;
    }
    // Keys that a block sees, neighbours joined.
    std::vector<attention::KeyRange> ranges(std::size_t head, std::size_t block) const;
    // Heads [first, last) that a block computes (or, with `computed` false, reuses), in runs.
    std::vector<std::pair<std::size_t, std::size_t>> runsOfHeads(std::size_t block,
                                                                 bool computed) const;
    double computedPairs() const;  // query-key pairs of all heads
    double computedShare() const;  // of the tokens of all heads
};

// Rows of `size` values, each AR(1) with rho 0.9 along the rows and variance 1.
void fillCorrelated(std::span<float> rows, std::size_t size, std::uint64_t seed,
                    std::uint32_t stream);

// Relative output error of one head of 512 tokens against dense attention, at 50 and 75 % skipped
// key blocks, chosen at random or by the product of mean query and mean key.
Result<std::vector<Quality>> symbolQuality(const Setup &setup);

}  // namespace touchstone::kernels::attn_sparse_symbols
