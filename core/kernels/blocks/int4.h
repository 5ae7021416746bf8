// Weights in 4 bits: a group of 128 columns of a row shares a scale and a minimum in fp16,
//
//   w = minimum + scale * q,  q = 0...15,  4.25 bits per weight
//
// A group is sixteen words of 32 bits; bits 4 i to 4 i + 3 of word l hold column 16 i + l, so that
// a vector of words unpacks to eight vectors of neighbouring columns. What lies beyond the last
// column is 0.
#pragma once

#include "kernels/blocks/half.h"

#include <cstddef>
#include <cstdint>

namespace touchstone::kernels::int4 {

constexpr std::size_t groupColumns = 128;
constexpr std::size_t groupWords = 16;                // a group
constexpr std::size_t gridsAtOnce = 8;                // of a row, turned to floats together
constexpr std::size_t gridPadding = 2 * gridsAtOnce;  // halves behind the grids, for the last row
constexpr std::size_t tileRows = 64;                  // rows rounded together

struct Layout {
    std::size_t rows, columns;

    std::size_t groups() const { return (columns + groupColumns - 1) / groupColumns; }
    std::size_t words() const { return rows * groups() * groupWords; }
    std::size_t grids() const { return 2 * rows * groups() + gridPadding; }
    double bytes() const { return 4.0 * double(words()) + 4.0 * double(rows * groups()); }
    std::size_t paddedRows() const { return (rows + tileRows - 1) / tileRows * tileRows; }
};

struct Weights {
    std::uint32_t *words;  // [rows x groups x 16]
    Half *grids;           // scale and minimum of [rows x groups], then zeros
};

// to: row-major, [rows x columns].
void decode(const Layout &layout, const Weights &weights, float *to);

// Rounds column after column. With the lower factor G of the inverse of a Hessian of the loss
// (H^-1 = G G^T, [columns x columns], cholesky.h) the error of each column is made up for by those
// that follow: Hassibi and Stork's optimal brain surgeon as GPTQ has it (Frantar et al., 2022),
//
//   e = (w_k - rounded w_k) / G_kk,  w_j -= e G_jk for j > k
//
// The grid of a group spans the range of its weights and 0 when the turn comes to it. Without a
// factor (nullptr) each weight goes to the nearest point.
// weights: transposed, [columns x paddedRows()], rows beyond the last zero; overwritten.
// errors: scratch with a factor, [groupColumns x paddedRows()]. All of `to` is written.
void roundTo(const Layout &layout, float *weights, const float *factor, float *errors,
             const Weights &to, int threads);

// y = W x. spread: scratch, groups() * (groupColumns + 1) floats.
void gemv(const Layout &layout, const Weights &weights, const float *x, float *spread, float *y,
          int threads);

// A vector in 8 bits, one step for each group of the weights: x_c is about step * a_c with whole
// a_c from -127 to 127, 127 for the largest.
struct Vector8 {
    static std::size_t codesOf(const Layout &layout) { return layout.groups() * groupColumns; }
    static std::size_t stepsOf(const Layout &layout)
    {
        return (layout.groups() + gridsAtOnce - 1) / gridsAtOnce * gridsAtOnce * 2;
    }

    // [codesOf()]: a of column 16 (2 b + odd) + l of a group at 64 odd + 4 l + b, as bytes of words
    // hold the even and the odd codes.
    std::int8_t *codes;
    float *steps;  // [stepsOf()]: step, step times the sum of its codes; then zeros
};
void toInt8(const Layout &layout, const float *x, const Vector8 &to);
// y = W x with x rounded to 8 bits: sums of products are whole numbers within a group and exact.
void gemvInt8(const Layout &layout, const Weights &weights, const float *x, const Vector8 &rounded,
              float *y, int threads);
// y = W x with fp16 weights, [rows x columns].
void gemvFp16(std::size_t rows, std::size_t columns, const Half *weights, const float *x, float *y,
              int threads);

// --- int4_simd.cpp, for the widest instruction set of the processor -----------------------------

// tileRows rows of one group, `width` columns of it.
struct Tile {
    const float *weights;  // [width x stride], transposed
    float *errors;         // [width x stride]
    std::size_t stride, width;
    const float *factor;  // the diagonal block of G, or nullptr
    std::size_t factorStride;
    std::uint32_t *words;   // of the group, transposed, [groupWords x tileRows]
    Half *scales, *minima;  // [tileRows]
};
void roundTile(const Tile &tile);

// x as gemvRows() wants it, and its sum in each group.
void spreadVector(const Layout &layout, const float *x, float *spread);
void gemvRows(const Layout &layout, const Weights &weights, const float *spread, float *y,
              std::size_t begin, std::size_t end);
void gemvFp16Rows(std::size_t columns, const Half *weights, const float *x, float *y,
                  std::size_t begin, std::size_t end);

// --- int4_int8_simd.cpp, the same ---------------------------------------------------------------

void gemvInt8Rows(const Layout &layout, const Weights &weights, const Vector8 &x, float *y,
                  std::size_t begin, std::size_t end);

}  // namespace touchstone::kernels::int4
