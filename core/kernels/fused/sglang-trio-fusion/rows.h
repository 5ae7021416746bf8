// The three row operations of kernel.cpp: their forms and their buffers.
#pragma once

#include "kernels/blocks/half.h"
#include "kernels/kernel.h"

namespace touchstone::kernels::sglang_trio_fusion {

enum VariantIndex {
    Literal,
    Hoisted,
    RegisterReduction,
    PackedLoads,
    FastMath,
    OpByOp,
    Vectorised,
    Rewritten
};
enum Part { SiluMul, AddRmsNorm, MergeStates };
constexpr float kEpsilon = 1e-6F;

// What the paper's agents did to the literal form, each on its own.
struct Rewrites {
    bool hoisted = false;    // what is constant over a row is worked out once a row
    bool registers = false;  // sums stay in registers instead of a tree in scratch memory
    bool packed = false;     // whole vectors are loaded, computed and stored
    bool fast = false;       // a short exponential, reciprocal estimates
};

constexpr Rewrites rewritesOf(std::size_t variant)
{
    switch (variant) {
    case Hoisted:
        return {.hoisted = true};
    case RegisterReduction:
        return {.registers = true};
    case PackedLoads:
        return {.packed = true};
    case FastMath:
        return {.fast = true};
    case Vectorised:
        return {true, true, true, false};
    case Rewritten:
        return {true, true, true, true};
    default:
        return {};
    }
}

// The buffers of one part. Rows are tokens, or tokens x heads for merged states.
struct Rows {
    Part part;
    HalfFormat format;
    std::size_t rows, width;
    Buffer<Half> a, b;                // [rows x width]: gate and up, x and r, o_a and o_b
    Buffer<Half> weight;              // [width], add-rmsnorm
    Buffer<float> stateA, stateB;     // [rows], merge-states: log-sum-exp
    Buffer<Half> out, residual;       // [rows x width]
    Buffer<float> state;              // [rows]
    Buffer<Half> scratchA, scratchB;  // [rows x width], op-by-op
    Buffer<float> tree;               // [rows x treeWidth()], reduction in scratch memory

    Rows(const Shape &shape, Memory &memory);
    std::size_t treeWidth() const { return std::bit_ceil(width); }
    // Activations with outlier channels; a part of an attention saw no key at all in 5 % of the
    // rows, and in the first row neither did.
    void fill(std::uint64_t seed);
};

void runOnCpu(const Rows &rows, std::size_t variant, int threads);

// The formulas of the head comment in double precision: one row.
struct ExactRow {
    std::vector<double> out, residual;  // residual: add-rmsnorm
    double state = 0;                   // merge-states
};
ExactRow exactRow(const Rows &rows, std::size_t row);

}  // namespace touchstone::kernels::sglang_trio_fusion
