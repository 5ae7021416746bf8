// Packed bit symbols: which blocks are computed and which keys they see; and what the operations
// that they drive have in common.
#pragma once

#include "kernels/blocks/attention_device.h"
#include "kernels/blocks/parallel.h"
#include "kernels/declared_kernel.h"

namespace touchstone::kernels::attn_sparse_symbols {

constexpr std::size_t blockTokens = attention::keyBlockSize;  // tokens of a block

struct Run {
    std::size_t first, last;  // [first, last)
};

// Bit i of a row is bit i % 8 of byte i / 8.
struct Symbols {
    std::size_t heads = 0, tokens = 0;
    Buffer<std::uint8_t> query;  // [heads x rowBytes]: 1 compute, 0 reuse what is cached
    Buffer<std::uint8_t> key;    // [heads x blocks x rowBytes]: 1 the block of keys is seen

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
    // Heads that a block computes (or, with `computed` false, reuses), neighbours joined.
    std::vector<Run> runsOfHeads(std::size_t block, bool computed) const;
    // Of all heads: tokens of computed blocks, and their pairs with the keys that they see.
    struct Computed {
        double tokens = 0, pairs = 0;
    };
    Computed computed() const;
    double computedShare() const { return computed().tokens / double(heads * tokens); }
};

constexpr std::size_t cycleSteps = 6;  // one update and five steps that reuse it

// Form 0 is dense, form 1 driven by symbols.
struct Symbolic : Operation {
    Dim tokens{*this, "tokens"}, heads{*this, "heads"}, size{*this, "size"};
    Dim sparsity{*this, "sparsity"};
    double density = 1 - double(sparsity) / 100;
    std::size_t width = heads * size;
    std::size_t plane = tokens * width;
    double planeBytes = double(plane) * sizeof(float);
    Symbols symbols{heads, tokens, memory()};

    using Operation::Operation;

    DeviceSources deviceSources() const override
    {
        return {{"blocks/attention.cl", "blocks/gemm.cl",
                 "attention/attn-sparse-symbols/kernel.cl"},
                attention::attentionOptions(size)};
    }
    // A token; of a head, or of a step.
    std::size_t sampledUnits(std::size_t) const override { return 29; }
    // Dense over computed arithmetic.
    std::optional<double> ratioLimit(const RatioOf &r) const override
    {
        return workOf(r.baseline).flops / std::max(workOf(r.technique).flops, 1.0);
    }

    // --- attention.cpp. The computed blocks of each head over the keys that they see; the others
    // are copied from `cached` [as out] where there is one, or left.
    void attendComputed(const attention::Heads &layout, const float *cached, float *packed) const;
    void attendComputedOn(DeviceCopies &d, const attention::HeadBuffers &buffers,
                          const attention::Heads &layout, const Buffer<float> &cached) const;

    // --- products.cpp. Matrices are [tokens x width], weights [width x width] by outputs; x, a and
    // to begin at the block.
    // GEMM-Q of one block: the columns of its computed heads.
    void projectHeads(std::size_t block, const float *x, const float *w, float *to) const;
    // GEMM-O of one block: to += sum of A_h W_h over its computed (or its reused) heads.
    void addHeads(std::size_t block, bool computed, const float *a, const float *w,
                  float *to) const;
    // On the device all blocks; at: where x, a, base and out begin in their buffers.
    struct DevicePlane {
        Buffer<float> buffer;
        std::size_t at = 0;
    };
    void projectHeadsOn(DeviceCopies &d, const DevicePlane &x, const Buffer<float> &w,
                        const Buffer<float> &out, const Buffer<float> &cached) const;
    // out = base + sum; base may be out itself, or empty.
    void addHeadsOn(DeviceCopies &d, bool computed, const DevicePlane &a, const Buffer<float> &w,
                    const DevicePlane &base, const DevicePlane &out) const;

    // Blocks differ in their work: they are dealt out in turn.
    template <class Body>
    void eachBlock(const Body &body) const
    {
        parallelItems(threads(), symbols.blocks(),
                      [&](std::size_t block, std::size_t) { body(block); });
    }
};

extern const OperationMaker symbolAttention, queryProjection, outputProjection, transformerBlock;

// quality.cpp: relative output error of one head of 512 tokens against dense attention, at 50 and
// 75 % skipped key blocks, chosen at random or by the product of mean query and mean key.
Result<std::vector<Quality>> symbolQuality(const Setup &setup);

}  // namespace touchstone::kernels::attn_sparse_symbols
