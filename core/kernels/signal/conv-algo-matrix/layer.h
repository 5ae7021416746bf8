// A 3x3 convolution with stride 1 in channels-last order, and the ways to compute it, for
// kernel.cpp.
#pragma once

#include "kernels/kernel.h"

#include <span>

namespace touchstone::kernels::conv_algo_matrix {

enum Algorithm : std::size_t {
    NaiveDirect,
    LibraryDirect,
    Im2rowGemm,
    BlockedDirect,
    Winograd2,
    Winograd4
};
constexpr std::size_t kAlgorithms = 6;

// y[image][row][column][k] = sum over r, s, c of x[image][row + r][column + s][c] * w[k][r][s][c].
struct Layer {
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
    // Bytes beyond inputs, weights and outputs that an algorithm works in.
    double workspace(std::size_t algorithm) const;

    std::size_t images, size, inputs, outputs;
    std::size_t padded;               // size + 2
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

// Any but LibraryDirect.
void run(const Layer &layer, Algorithm algorithm, int threads);

// --- simd.cpp

// Rows of outputs [begin, end), counted over all images.
void blockedDirect(const Layer &layer, std::size_t begin, std::size_t end);
// Tiles [begin, end) into tilesIn, and from tilesOut into y.
void transformInputs(const Layer &layer, std::size_t edge, std::size_t begin, std::size_t end);
void transformOutputs(const Layer &layer, std::size_t edge, std::size_t begin, std::size_t end);

// --- oracle.cpp

// One output in double precision, from the definition.
double exactOutput(const Layer &layer, std::size_t image, std::size_t row, std::size_t column,
                   std::size_t output);
// Share of wrong digits of every algorithm over five seeds, and workspaces of `layer`.
Result<std::vector<Quality>> algorithmQuality(const Setup &setup, const Layer &layer,
                                              std::span<const Variant> variants);

}  // namespace touchstone::kernels::conv_algo_matrix
