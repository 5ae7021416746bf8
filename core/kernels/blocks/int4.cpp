#include "kernels/blocks/int4.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/parallel.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace touchstone::kernels::int4 {

namespace {

// What a tile gave goes to group g of its rows.
void store(const Layout &layout, const Tile &tile, std::size_t firstRow, std::size_t g,
           const Weights &to)
{
    for (std::size_t r = 0; r < std::min(tileRows, layout.rows - firstRow); ++r) {
        const std::size_t group = (firstRow + r) * layout.groups() + g;
        for (std::size_t l = 0; l < groupWords; ++l) {
            to.words[group * groupWords + l] = tile.words[l * tileRows + r];
        }
        to.grids[2 * group] = tile.scales[r];
        to.grids[2 * group + 1] = tile.minima[r];
    }
}

}  // namespace

void decode(const Layout &layout, const Weights &weights, float *to)
{
    for (std::size_t r = 0; r < layout.rows; ++r) {
        for (std::size_t c = 0; c < layout.columns; ++c) {
            const std::size_t group = r * layout.groups() + c / groupColumns;
            const std::size_t place = c % groupColumns;
            const std::uint32_t word = weights.words[group * groupWords + place % groupWords];
            const std::uint32_t code = (word >> (place / groupWords * 4)) & 15U;
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
        const std::size_t first = g * groupColumns;
        const std::size_t width = std::min(groupColumns, layout.columns - first);
        const float *diagonal = factor ? factor + first * layout.columns + first : nullptr;
        parallelRows(threads, stride / tileRows, [&](std::size_t begin, std::size_t end) {
            std::array<std::uint32_t, groupWords * tileRows> words{};
            std::array<Half, tileRows> scales{}, minima{};
            for (std::size_t row = begin * tileRows; row < end * tileRows; row += tileRows) {
                const Tile tile{weights + first * stride + row,
                                factor ? errors + row : nullptr,
                                stride,
                                width,
                                diagonal,
                                layout.columns,
                                words.data(),
                                scales.data(),
                                minima.data()};
                roundTile(tile);
                store(layout, tile, row, g, to);
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
    std::fill_n(to.grids + layout.grids() - gridPadding, gridPadding, Half(0));
}

void gemv(const Layout &layout, const Weights &weights, const float *x, float *spread, float *y,
          int threads)
{
    spreadVector(layout, x, spread);
    parallelRows(threads, layout.rows, [&](std::size_t begin, std::size_t end) {
        gemvRows(layout, weights, spread, y, begin, end);
    });
}

void toInt8(const Layout &layout, const float *x, const Vector8 &to)
{
    std::fill_n(to.codes, Vector8::codesOf(layout), std::int8_t(0));
    std::fill_n(to.steps, Vector8::stepsOf(layout), 0.0F);
    for (std::size_t g = 0; g < layout.groups(); ++g) {
        const std::size_t first = g * groupColumns;
        const std::size_t count = std::min(groupColumns, layout.columns - first);
        float most = 0;
        for (std::size_t c = 0; c < count; ++c) {
            most = std::max(most, std::abs(x[first + c]));
        }
        const float inverse = most > 0 ? 127 / most : 0;
        int sum = 0;
        for (std::size_t c = 0; c < count; ++c) {
            const auto code = int(std::lrint(x[first + c] * inverse));
            const std::size_t l = c % groupWords, nibble = c / groupWords;
            to.codes[first + nibble % 2 * (groupColumns / 2) + 4 * l + nibble / 2] =
                    std::int8_t(code);
            sum += code;
        }
        to.steps[2 * g] = most / 127;
        to.steps[2 * g + 1] = most / 127 * float(sum);
    }
}

void gemvInt8(const Layout &layout, const Weights &weights, const float *x, const Vector8 &rounded,
              float *y, int threads)
{
    toInt8(layout, x, rounded);
    parallelRows(threads, layout.rows, [&](std::size_t begin, std::size_t end) {
        gemvInt8Rows(layout, weights, rounded, y, begin, end);
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
