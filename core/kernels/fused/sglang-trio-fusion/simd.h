// The row operations of the trio in vectors, for the widest instruction set of the processor.
#pragma once

#include "kernels/blocks/half.h"

#include <cstddef>

namespace touchstone::kernels::sglang_trio_fusion {

// Rows of `width` values in one format.
struct Vectors {
    HalfFormat format;
    std::size_t width;

    // out = silu(gate) * up; fast: short exponential and reciprocal estimate.
    void siluMul(const Half *gate, const Half *up, Half *out, bool fast) const;
    void silu(const Half *in, Half *out) const;
    void multiply(const Half *a, const Half *b, Half *out) const;
    void add(const Half *a, const Half *b, Half *out) const;
    float squareSum(const Half *in) const;
    // residual = a + b; returns the sum of its squares, kept in registers.
    float addAndSum(const Half *a, const Half *b, Half *residual) const;
    // residual = a + b; its squares go to memory.
    void addAndSquare(const Half *a, const Half *b, Half *residual, float *squares) const;
    // out = in * scale * weight
    void scaleBy(const Half *in, float scale, const Half *weight, Half *out) const;
    // out = in * weight / sqrt(meanSquare + epsilon), the root computed for every vector.
    void normaliseBy(const Half *in, float meanSquare, float epsilon, const Half *weight,
                     Half *out) const;
    void scale(const Half *in, float scale, Half *out) const;
    // out = a * wa + b * wb, the weights constant over the row.
    void blend(const Half *a, float wa, const Half *b, float wb, Half *out) const;
    // The same with the weights of one row from its states, for every vector.
    void blendFromStates(const Half *a, float sa, const Half *b, float sb, Half *out) const;
};

// Weights and merged states of `rows` rows, one per lane. Nothing seen by either part: weights 0.
void mergeWeights(const float *sa, const float *sb, std::size_t rows, float *wa, float *wb,
                  float *state, bool fast);

}  // namespace touchstone::kernels::sglang_trio_fusion
