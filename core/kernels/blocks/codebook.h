// Codes of vectors: the number of the nearest of some centroids, which k-means places.
#pragma once

#include "kernels/blocks/tape.h"

namespace touchstone::kernels {

// Index of the least |x - c_k|^2 = |x|^2 - 2 (x.c_k - |c_k|^2 / 2), the first of equals, from the
// products x.c_k and half the squared lengths; spoils the products. count: at least one; finite.
std::uint32_t nearestCode(float *products, const float *halfSquares, std::size_t count);

struct Codebook {
    Grid<float> centroids;           // [codes x width]
    std::vector<float> halfSquares;  // |c|^2 / 2 of each

    explicit Codebook(Grid<float> of);
    // The code of each row; rows: [any x width].
    std::vector<std::uint32_t> codesOf(const Grid<float> &rows) const;
    // Mean squared distance of the rows to the centroids of their codes.
    double distortion(const Grid<float> &rows, std::span<const std::uint32_t> codes) const;
};

// `rounds` of k-means (Lloyd, "Least squares quantization in PCM", 1982) from centroids drawn among
// the rows by the squared distance to those drawn before (Arthur and Vassilvitskii, "k-means++",
// 2007). A centroid without rows stays where it is. codes: at most as many as there are rows.
Codebook codebookOf(const Grid<float> &rows, std::size_t codes, std::size_t rounds,
                    std::uint64_t seed, std::uint32_t stream);

}  // namespace touchstone::kernels
