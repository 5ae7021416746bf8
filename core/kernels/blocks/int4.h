// Weights in 4 bits: a group of 128 columns of a row shares a scale and a minimum in fp16,
//
//   w = minimum + scale * q,  q = 0...15,  4.25 bits a weight
//
// A group is sixteen words of 32 bits; bits 4 i to 4 i + 3 of word l hold column 16 i + l, so that
// a vector of words unpacks to eight vectors of neighbouring columns. What lies beyond the last
// column is 0.
#pragma once

#include "kernels/blocks/half.h"

#include <cstddef>
#include <cstdint>

namespace touchstone::kernels::int4 {

constexpr std::size_t kGroup = 128;
constexpr std::size_t kGroupWords = 16;   // a group
constexpr std::size_t kGridPadding = 16;  // halves behind the grids: vectors may read beyond a row
constexpr std::size_t kTileRows = 64;     // rows rounded together

struct Layout {
    std::size_t rows, columns;

    std::size_t groups() const { return (columns + kGroup - 1) / kGroup; }
    std::size_t words() const { return rows * groups() * kGroupWords; }
    std::size_t grids() const { return 2 * rows * groups() + kGridPadding; }
    double bytes() const { return 4.0 * double(words()) + 4.0 * double(rows * groups()); }
    std::size_t paddedRows() const { return (rows + kTileRows - 1) / kTileRows * kTileRows; }
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
// errors: scratch with a factor, [kGroup x paddedRows()]. All of `to` is written.
void roundTo(const Layout &layout, float *weights, const float *factor, float *errors,
             const Weights &to, int threads);

// y = W x. spread: scratch, groups() * (kGroup + 1) floats.
void gemv(const Layout &layout, const Weights &weights, const float *x, float *spread, float *y,
          int threads);
// The same with fp16 weights, [rows x columns].
void gemvFp16(std::size_t rows, std::size_t columns, const Half *weights, const float *x, float *y,
              int threads);

// --- int4_simd.cpp, for the widest instruction set of the processor -----------------------------

// kTileRows rows of one group, `width` columns of it.
struct Tile {
    const float *weights;  // [width x stride], transposed
    float *errors;         // [width x stride]
    std::size_t stride, width;
    const float *factor;  // the diagonal block of G, or nullptr
    std::size_t factorStride;
    std::uint32_t *words;   // of the group, transposed, [kGroupWords x kTileRows]
    Half *scales, *minima;  // [kTileRows]
};
void roundTile(const Tile &tile);

// x as gemvRows() wants it, and its sum in each group.
void spreadVector(const Layout &layout, const float *x, float *spread);
void gemvRows(const Layout &layout, const Weights &weights, const float *spread, float *y,
              std::size_t begin, std::size_t end);
void gemvFp16Rows(std::size_t columns, const Half *weights, const float *x, float *y,
                  std::size_t begin, std::size_t end);

}  // namespace touchstone::kernels::int4
