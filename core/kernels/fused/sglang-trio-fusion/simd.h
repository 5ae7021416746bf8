// The row operations of the trio in vectors, for the widest instruction set of the processor.
#pragma once

#include "kernels/blocks/half.h"

#include <cstddef>

namespace touchstone::kernels::sglang_trio_fusion {

// What a row becomes, element by element; p and q are numbers of the row.
enum class RowMap {
    SiluMul,         // silu(a) * b
    ShortSiluMul,    // the same by a short exponential and a reciprocal estimate
    Silu,            // silu(a)
    Multiply,        // a * b
    Add,             // a + b
    Scale,           // a * p
    ScaleBy,         // a * p * b
    NormaliseBy,     // a / sqrt(p + q) * b, the root computed for every vector
    Blend,           // a * p + b * q
    BlendFromStates  // the same with the weights from the states p and q, for every vector
};

// Rows of `width` values in one format.
struct Vectors {
    HalfFormat format;
    std::size_t width;

    // b: any row where it is not used.
    void map(RowMap op, const Half *a, const Half *b, Half *out, float p = 0, float q = 0) const;
    float squareSum(const Half *in) const;
    // residual = a + b; returns the sum of its squares, kept in registers.
    float addAndSum(const Half *a, const Half *b, Half *residual) const;
    // residual = a + b; its squares go to memory.
    void addAndSquare(const Half *a, const Half *b, Half *residual, float *squares) const;
};

// Weights and merged states of `rows` rows, one per lane. Nothing seen by either part: weights 0.
void mergeWeights(const float *sa, const float *sb, std::size_t rows, float *wa, float *wb,
                  float *state, bool fast);

}  // namespace touchstone::kernels::sglang_trio_fusion
