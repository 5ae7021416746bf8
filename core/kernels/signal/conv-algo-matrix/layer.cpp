#include "kernels/signal/conv-algo-matrix/layer.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace touchstone::kernels::conv_algo_matrix {

namespace {

// G of Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016.
constexpr std::array<std::array<double, 3>, 4> gOf2{
        {{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}}};
constexpr std::array<std::array<double, 3>, 6> gOf4{{{1.0 / 4, 0, 0},
                                                     {-1.0 / 6, -1.0 / 6, -1.0 / 6},
                                                     {-1.0 / 6, 1.0 / 6, -1.0 / 6},
                                                     {1.0 / 24, 1.0 / 12, 1.0 / 6},
                                                     {1.0 / 24, -1.0 / 12, 1.0 / 6},
                                                     {0, 0, 1}}};

// U = G g G^T for every pair of channels.
template <std::size_t N>
void transformWeights(const Layer &l, const std::array<std::array<double, 3>, N> &g,
                      std::span<float> out)
{
    const std::size_t pairs = l.outputs * l.inputs;
    for (std::size_t pair = 0; pair < pairs; ++pair) {
        const std::size_t k = pair / l.inputs;
        const std::size_t c = pair % l.inputs;
        for (std::size_t i = 0; i < N; ++i) {
            for (std::size_t j = 0; j < N; ++j) {
                double sum = 0;
                for (std::size_t r = 0; r < 3; ++r) {
                    for (std::size_t s = 0; s < 3; ++s) {
                        sum += g[i][r] * g[j][s] * l.weights[(k * 9 + r * 3 + s) * l.inputs + c];
                    }
                }
                out[(i * N + j) * pairs + pair] = float(sum);
            }
        }
    }
}

}  // namespace

Sizes::Sizes(const Shape &shape)
    : images(std::size_t(shape.at("images"))), size(std::size_t(shape.at("size"))),
      inputs(std::size_t(shape.at("inputs"))), outputs(std::size_t(shape.at("outputs"))),
      padded(size + 2)
{
}

Layer::Layer(const Shape &shape, Memory &memory)
    : Sizes(shape), paddedOutputs((outputs + 15) / 16 * 16),
      bandRows(std::min<std::size_t>(pixels(), 448))
{
    const auto input = [&](std::size_t n) { return memory.allocate<float>(BufferRole::Input, n); };
    const auto scratch = [&](std::size_t n) {
        return memory.allocate<float>(BufferRole::Scratch, n);
    };
    x = input(images * padded * padded * inputs);
    weights = input(outputs * 9 * inputs);
    blockedWeights = input(9 * inputs * paddedOutputs);
    transformed2 = input(points(2) * outputs * inputs);
    transformed4 = input(points(4) * outputs * inputs);
    y = memory.allocate<float>(BufferRole::Output, pixels() * outputs);
    rows = scratch(bandRows * 9 * inputs);
    const std::size_t most = std::max(points(2) * tiles(2), points(4) * tiles(4));
    tilesIn = scratch(most * inputs);
    tilesOut = scratch(most * outputs);
}

void Layer::fill(std::uint64_t seed)
{
    std::vector<float> values(pixels() * inputs);
    rng::fillNormal(values, 0.0F, 1.0F, seed, 1);
    std::fill(x.span().begin(), x.span().end(), 0.0F);
    for (std::size_t p = 0; p < pixels(); ++p) {
        const auto at = std::size_t(neighbours(p, 1) + inputs - x.data());  // the middle
        for (std::size_t c = 0; c < inputs; ++c) {
            x[at + c] = std::max(0.0F, values[p * inputs + c]);
        }
    }
    rng::fillNormal(weights.span(), 0.0F, float(std::sqrt(2.0 / double(9 * inputs))), seed, 2);
    std::fill(blockedWeights.span().begin(), blockedWeights.span().end(), 0.0F);
    for (std::size_t k = 0; k < outputs; ++k) {
        for (std::size_t i = 0; i < 9 * inputs; ++i) {
            blockedWeights[i * paddedOutputs + k] = weights[k * 9 * inputs + i];
        }
    }
    transformWeights(*this, gOf2, transformed2.span());
    transformWeights(*this, gOf4, transformed4.span());
}

// V = B^T d B, M = U V for every point, Y = A^T M A.
void winograd(const Layer &l, std::size_t edge, int threads)
{
    const std::size_t tiles = l.tiles(edge);
    const auto transform = [&](Side side) {
        parallelRows(threads, tiles, [&](std::size_t begin, std::size_t end) {
            transformTiles(l, side, edge, begin, end);
        });
    };
    transform(Side::Inputs);
    const float *u = (edge == 2 ? l.transformed2 : l.transformed4).data();
    for (std::size_t point = 0; point < points(edge); ++point) {
        gemmNT(tiles, l.outputs, l.inputs, l.tilesIn.data() + point * tiles * l.inputs,
               u + point * l.outputs * l.inputs, 0.0F,
               l.tilesOut.data() + point * tiles * l.outputs, l.outputs, threads);
    }
    transform(Side::Outputs);
}

// A band of pixels at a time, so that their rows stay in the cache: implicit GEMM.
void im2rowGemm(const Layer &l, int threads)
{
    const std::size_t width = 9 * l.inputs;
    for (std::size_t first = 0; first < l.pixels(); first += l.bandRows) {
        const std::size_t count = std::min(l.bandRows, l.pixels() - first);
        parallelEach(threads, count, [&](std::size_t i) {
            for (std::size_t r = 0; r < 3; ++r) {
                std::copy_n(l.neighbours(first + i, r), 3 * l.inputs,
                            l.rows.data() + i * width + r * 3 * l.inputs);
            }
        });
        gemmNT(count, l.outputs, width, l.rows.data(), l.weights.data(), 0.0F,
               l.y.data() + first * l.outputs, l.outputs, threads);
    }
}

void naiveDirect(const Layer &l, int threads)
{
    parallelEach(threads, l.pixels(), [&](std::size_t p) {
        for (std::size_t k = 0; k < l.outputs; ++k) {
            float sum = 0;
            for (std::size_t r = 0; r < 3; ++r) {
                const float *from = l.neighbours(p, r);
                const float *w = l.weights.data() + (k * 9 + r * 3) * l.inputs;
                for (std::size_t i = 0; i < 3 * l.inputs; ++i) {
                    sum += from[i] * w[i];
                }
            }
            l.y[p * l.outputs + k] = sum;
        }
    });
}

void blockedDirect(const Layer &l, int threads)
{
    parallelRows(threads, l.images * l.size,
                 [&](std::size_t begin, std::size_t end) { blockedDirectRows(l, begin, end); });
}

}  // namespace touchstone::kernels::conv_algo_matrix
