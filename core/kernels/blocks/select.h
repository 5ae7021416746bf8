// Choosing some of many: the largest scores, and points far apart. Deterministic: ties go to the
// smaller index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace touchstone::kernels::select {

// Indices of the k largest scores, ascending. k: at most as many as there are scores.
std::vector<std::int32_t> topK(std::span<const float> scores, std::size_t k);

// k of n, evenly spread over [0, n), ascending, with the first.
std::vector<std::int32_t> evenly(std::size_t n, std::size_t k);

// k of n at random, ascending, each set equally likely; of (seed, stream) only.
std::vector<std::int32_t> randomly(std::size_t n, std::size_t k, std::uint64_t seed,
                                   std::uint32_t stream);

// k rows of points [rows x size], the first of them `start`, each next the farthest from those
// chosen, in that order. Gonzalez, "Clustering to minimize the maximum intercluster distance",
// 1985. start: at least one row, none twice. k: at least as many as in start and at most as many as
// there are rows.
std::vector<std::int32_t> farthestPoints(std::span<const float> points, std::size_t size,
                                         std::size_t k, std::vector<std::int32_t> start = {0});

}  // namespace touchstone::kernels::select
