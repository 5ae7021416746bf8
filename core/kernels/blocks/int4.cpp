#include "kernels/blocks/int4.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/parallel.h"

#include <algorithm>
#include <array>

namespace touchstone::kernels::int4 {

namespace {

// Codes of a tile to the words of group g.
void pack(const Layout &layout, const std::uint8_t *codes, std::size_t firstRow, std::size_t g,
          std::uint32_t *words)
{
    const std::size_t rows = std::min(kTileRows, layout.rows - firstRow);
    for (std::size_t l = 0; l < kGroupWords; ++l) {
        std::array<std::uint32_t, kTileRows> word{};
        for (std::size_t i = 0; i < kGroup / kGroupWords; ++i) {
            const std::uint8_t *column = codes + (kGroupWords * i + l) * kTileRows;
            for (std::size_t r = 0; r < kTileRows; ++r) {
                word[r] |= std::uint32_t(column[r]) << (4 * i);
            }
        }
        for (std::size_t r = 0; r < rows; ++r) {
            words[((firstRow + r) * layout.groups() + g) * kGroupWords + l] = word[r];
        }
    }
}

}  // namespace

void decode(const Layout &layout, const Weights &weights, float *to)
{
    for (std::size_t r = 0; r < layout.rows; ++r) {
        for (std::size_t c = 0; c < layout.columns; ++c) {
            const std::size_t group = r * layout.groups() + c / kGroup;
            const std::size_t place = c % kGroup;
            const std::uint32_t word = weights.words[group * kGroupWords + place % kGroupWords];
            const std::uint32_t code = (word >> (place / kGroupWords * 4)) & 15U;
            to[r * layout.columns + c] = fromFp16(weights.grids[2 * group + 1])
                                         + fromFp16(weights.grids[2 * group]) * float(code);
        }
    }
}

void roundTo(const Layout &layout, float *weights, const float *factor, float *errors,
             const Weights &to, int threads)
{
    const std::size_t stride = layout.paddedRows();
    for (std::size_t g = 0; g < layout.groups(); ++g) {
        const std::size_t first = g * kGroup;
        const std::size_t width = std::min(kGroup, layout.columns - first);
        const float *diagonal = factor ? factor + first * layout.columns + first : nullptr;
        parallelRows(threads, stride / kTileRows, [&](std::size_t begin, std::size_t end) {
            std::array<std::uint8_t, kGroup * kTileRows> codes{};
            std::array<Half, kTileRows> scales{}, minima{};
            for (std::size_t row = begin * kTileRows; row < end * kTileRows; row += kTileRows) {
                roundTile({weights + first * stride + row, factor ? errors + row : nullptr, stride,
                           width, diagonal, layout.columns, codes.data(), scales.data(),
                           minima.data()});
                pack(layout, codes.data(), row, g, to.words);
                for (std::size_t r = 0; r < std::min(kTileRows, layout.rows - row); ++r) {
                    Half *grid = to.grids + 2 * ((row + r) * layout.groups() + g);
                    grid[0] = scales[r];
                    grid[1] = minima[r];
                }
            }
        });
        const std::size_t rest = layout.columns - first - width;
        if (factor && rest > 0) {
            float *later = weights + (first + width) * stride;
            gemm(GemmForm::NN, rest, stride, width, -1,
                 {diagonal + width * layout.columns, layout.columns}, {errors, stride}, 1, later,
                 stride, threads);
        }
    }
    std::fill_n(to.grids + layout.grids() - kGridPadding, kGridPadding, Half(0));
}

void gemv(const Layout &layout, const Weights &weights, const float *x, float *spread, float *y,
          int threads)
{
    spreadVector(layout, x, spread);
    parallelRows(threads, layout.rows, [&](std::size_t begin, std::size_t end) {
        gemvRows(layout, weights, spread, y, begin, end);
    });
}

void gemvFp16(std::size_t rows, std::size_t columns, const Half *weights, const float *x, float *y,
              int threads)
{
    parallelRows(threads, rows, [&](std::size_t begin, std::size_t end) {
        gemvFp16Rows(columns, weights, x, y, begin, end);
    });
}

}  // namespace touchstone::kernels::int4
