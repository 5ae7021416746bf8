// A 3x3 convolution with stride 1 in channels-last order, and the ways to compute it, for
// kernel.cpp.
#pragma once

#include "kernels/kernel.h"

#include <functional>

namespace touchstone::kernels::conv_algo_matrix {

constexpr std::size_t points(std::size_t edge)  // of the tiles that give edge x edge outputs
{
    return (edge + 2) * (edge + 2);
}

struct Sizes {
    explicit Sizes(const Shape &shape);

    std::size_t images, size, inputs, outputs;
    std::size_t padded;  // size + 2
};

// y[image][row][column][k] = sum over r, s, c of x[image][row + r][column + s][c] * w[k][r][s][c].
struct Layer : Sizes {
    Layer(const Shape &shape, Memory &memory);
    // Half-normal inputs as behind a ReLU inside a border of zeros; He weights; all derived forms.
    void fill(std::uint64_t seed);

    std::size_t pixels() const { return images * size * size; }
    std::size_t tiles(std::size_t edge) const  // of edge x edge outputs
    {
        const std::size_t across = (size + edge - 1) / edge;
        return images * across * across;
    }
    const float *pixel(std::size_t image, std::size_t row, std::size_t column) const
    {
        return x.data() + ((image * padded + row) * padded + column) * inputs;
    }
    // The neighbourhood's row r of pixel p: 3 * inputs values.
    const float *neighbours(std::size_t p, std::size_t r) const
    {
        return pixel(p / (size * size), p / size % size + r, p % size);
    }

    std::size_t paddedOutputs;        // whole vectors of 16
    std::size_t bandRows;             // of im2row
    Buffer<float> x;                  // [images][padded][padded][inputs]
    Buffer<float> weights;            // [outputs][3][3][inputs]
    Buffer<float> blockedWeights;     // [3][3][inputs][paddedOutputs]
    Buffer<float> transformed2;       // [16][outputs][inputs]
    Buffer<float> transformed4;       // [36][outputs][inputs]
    Buffer<float> y;                  // [images][size][size][outputs]
    Buffer<float> rows;               // im2row: a band of rows, [bandRows x 9 inputs]
    Buffer<float> tilesIn, tilesOut;  // [points][tiles][inputs], [points][tiles][outputs]
};

void naiveDirect(const Layer &layer, int threads);
void im2rowGemm(const Layer &layer, int threads);
void blockedDirect(const Layer &layer, int threads);
void winograd(const Layer &layer, std::size_t edge, int threads);

// oneDNN's convolutions, x to y. They keep the weights, as filled, in an order of their own;
// Winograd's also wants x and y in another order, so a call reorders both.
Result<std::function<void()>> libraryConvolution(const Layer &layer, int threads, bool winograd);
// Whether oneDNN can create its Winograd for all of the kernel's shapes: version 2.6 has it
// for AVX-512 only.
bool libraryHasWinograd();

// --- simd.cpp

// Rows of outputs [begin, end), counted over all images.
void blockedDirectRows(const Layer &layer, std::size_t begin, std::size_t end);
// Tiles [begin, end) into tilesIn, or from tilesOut into y.
enum class Side { Inputs, Outputs };
void transformTiles(const Layer &layer, Side side, std::size_t edge, std::size_t begin,
                    std::size_t end);

// --- quality.cpp

// Output k of pixel p in double precision, from the definition.
double exactOutput(const Layer &layer, std::size_t p, std::size_t k);
// Largest errors over five seeds, and workspaces of the study's shape.
Result<std::vector<Quality>> convolutionQuality(const Setup &setup);

}  // namespace touchstone::kernels::conv_algo_matrix
