// Packed bit symbols of kernel.cpp: which blocks are computed and which keys they see.
#pragma once

#include "kernels/blocks/attention.h"
#include "kernels/memory.h"

namespace touchstone::kernels::attn_sparse_symbols {

constexpr std::size_t kBlock = attention::kKeyBlock;  // tokens of a block

// Bit i of a row is bit i % 8 of byte i / 8.
struct Symbols {
    std::size_t heads = 0, tokens = 0;
    Buffer<std::uint8_t> query;  // [heads x rowBytes]: 1 compute, 0 reuse what is cached
    Buffer<std::uint8_t> key;    // [heads x blocks x rowBytes]: 1 the block of keys is seen

    Symbols() = default;
    Symbols(std::size_t headCount, std::size_t tokenCount, Memory &memory);
    // Random symbols: shares of computed query blocks and of seen key blocks. A block sees itself.
    void fill(double computed, double seen, std::uint64_t seed) const;

    std::size_t blocks() const { return (tokens + kBlock - 1) / kBlock; }
    std::size_t rowBytes() const { return (blocks() + 7) / 8; }
    std::size_t rows(std::size_t block) const  // tokens of a block
    {
        return std::min(kBlock, tokens - block * kBlock);
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

}  // namespace touchstone::kernels::attn_sparse_symbols
