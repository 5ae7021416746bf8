// Nearest stored question for kernel.cpp: inverted lists around k-means centroids.
// Sivic and Zisserman, "Video Google", ICCV 2003; Jegou et al., "Product Quantization for Nearest
// Neighbor Search", PAMI 2011 (the lists, without compression). Rows have length 1, so that
// products are cosines.
#pragma once

#include "kernels/memory.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace touchstone::kernels::sim_precomputed_answers {

// Rows of lists lie in panels of 16, transposed: [panel][dimension][16].
constexpr std::size_t panelRows = 16;
// Rows that are all compared lie in panels of 32: two vectors of the widest registers.
constexpr std::size_t wideRows = 32;

struct Match {
    std::int32_t id = -1;
    float similarity = -2;  // below any cosine
};

// Queries that are compared together, and what they found so far: for each place within a panel
// the largest product and the first panel that has it. Several tiles follow each other.
struct Tile {
    float *queries;        // [dimension x queries of a tile]
    float *products;       // [queries of a tile x wideRows]
    std::int32_t *panels;  // the same
};

// Products of a query with the rows of `panels` panels: [panels x panelRows].
void products(const float *query, const float *packed, std::size_t panels, std::size_t dimension,
              float *scores);
// The largest of the scores and its index; the first of equals.
Match largest(const float *scores, std::size_t count);
// The best of `count` rows in panels of wideRows for each query, the first of equals, in one pass:
// no score is stored. queries: [best x dimension].
void nearestOfAll(const float *queries, const float *packed, std::size_t count,
                  std::size_t dimension, std::span<Match> best);
// 1 - <a, b> of rows with `*dimension` numbers, as hnswlib asks for it: the function for this
// processor.
using Distance = float (*)(const void *a, const void *b, const void *dimension);
Distance cosineDistance();
// Rows order[0..) into panels of `width`, the last one filled up with the last row.
void pack(std::span<const float> rows, std::span<const std::int32_t> order, std::size_t dimension,
          std::size_t width, float *packed);
void packAll(std::span<const float> rows, std::size_t dimension, std::size_t width, float *packed);
std::size_t packedFloats(std::size_t rows, std::size_t dimension, std::size_t width);
// The nearest row for each query. Ends early, with nothing of use, when asked to.
std::vector<Match> nearestOf(std::span<const float> queries, std::span<const float> rows,
                             std::size_t dimension, int threads, const std::stop_token &stop);

// How rows are grouped: list l is order[begins[l]] to order[begins[l + 1] - 1].
struct Lists {
    std::vector<std::int32_t> order;
    std::vector<std::size_t> begins;
    std::vector<float> centroids;  // [lists x dimension]
};
// sqrt(rows) lists; five rounds of k-means on at most 64 rows per list, evenly taken. Ends early,
// with nothing of use, when asked to.
Lists cluster(std::span<const float> rows, std::size_t dimension, int threads = 1,
              const std::stop_token &stop = {});

// Lists as they are searched, wherever they lie. The last panel of a list repeats its last row.
struct ListsView {
    std::size_t dimension = 0, lists = 0;
    const float *rows = nullptr, *centroids = nullptr;  // packed
    const std::int32_t *ids = nullptr;                  // of each row
    const std::int32_t *begins = nullptr;               // first panel of each list, and the end

    // Rows of a list as they are compared: with the repeated ones.
    std::size_t rowsOf(std::size_t list) const
    {
        return std::size_t(begins[list + 1] - begins[list]) * panelRows;
    }
    // Lists in the order in which they are probed; scratch grows as needed.
    std::vector<std::size_t> probed(const float *query, std::size_t probes,
                                    std::vector<float> &scratch) const;
    // The best of the `probes` lists whose centroids are nearest.
    Match search(const float *query, std::size_t probes, std::vector<float> &scratch) const;
};

// Lists packed into buffers of the harness, which moves them.
struct PackedLists {
    PackedLists(std::span<const float> of, std::size_t width, const Lists &lists, Memory &memory);
    ListsView view() const;
    std::size_t bytes() const;

    std::size_t dimension;
    Buffer<float> rows, centroids;
    Buffer<std::int32_t> ids, begins;
};

}  // namespace touchstone::kernels::sim_precomputed_answers
