// The three row operations of kernel.cpp: their forms and their buffers.
#pragma once

#include "kernels/blocks/half.h"
#include "kernels/operation.h"

#include <vector>

namespace touchstone::kernels::sglang_trio_fusion {

enum Part { SiluMul, AddRmsNorm, MergeStates };
constexpr float normEpsilon = 1e-6F;

// What the paper's agents did to the literal form, each on its own.
struct Rewrites {
    bool hoisted = false;    // what is constant over a row is worked out once a row
    bool registers = false;  // sums stay in registers instead of a tree in scratch memory
    bool packed = false;     // whole vectors are loaded, computed and stored
    bool fast = false;       // a short exponential, reciprocal estimates
};

struct RowForm {
    const char *id;
    Rewrites rewrites;
    bool opByOp = false;
};
// Those that mean something for a part, in the order of kernel.json.
std::vector<RowForm> formsOf(Part part);

// One part. Rows are tokens, or tokens x heads for merged states.
struct Rows final : Operation {
    Part part = operation() == "silu-mul"      ? SiluMul
                : operation() == "add-rmsnorm" ? AddRmsNorm
                                               : MergeStates;
    HalfFormat format = size("exponent bits") == 8 ? HalfFormat::Bf16 : HalfFormat::Fp16;
    Dim rows{*this, "rows"}, width{*this, "width"};
    std::size_t treeWidth = std::bit_ceil(std::size_t(width));
    In<Half> a{*this, rows *width}, b{*this, rows *width};  // gate and up, x and r, o_a and o_b
    Out<Half> out{*this, rows *width};
    Scratch<Half> scratchA{*this, rows *width}, scratchB{*this, rows *width};  // op by op
    In<Half> weight;           // [width], add-rmsnorm
    Out<Half> residual;        // [rows x width]
    Scratch<float> tree;       // [rows x treeWidth], reduction in scratch memory
    In<float> stateA, stateB;  // [rows], merge-states: log-sum-exp
    Out<float> state;          // [rows]

    Rows(const Setup &setup, Memory &memory);
    // Activations with outlier channels; a part of an attention saw no key at all in 5 % of the
    // rows, and in the first row neither did.
    void fill(std::uint64_t seed) override;
    void declare(Forms &forms) override;
    DeviceSources deviceSources() const override;
    std::size_t units(std::size_t) const override { return rows; }
    std::size_t sampledUnits(std::size_t) const override { return 64; }
    void exact(std::size_t form, std::size_t row, Expected &expected) const override;
    double tolerance(std::size_t form) const override;

    Half *row(const Buffer<Half> &of, std::size_t i) const { return of.data() + i * width; }
    void compute(const RowForm &form);  // on the CPU, in cpu.cpp
    void computeOn(DeviceCopies &d, const RowForm &form);
};

// The formulas of the head comment in double precision: one row.
struct ExactRow {
    std::vector<double> out, residual;  // residual: add-rmsnorm
    double state = 0;                   // merge-states
};
ExactRow exactRow(const Rows &rows, std::size_t row);

std::unique_ptr<Kernel> make();
Result<std::vector<Quality>> worstErrors(const Setup &setup);

}  // namespace touchstone::kernels::sglang_trio_fusion
