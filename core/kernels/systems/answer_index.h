// Nearest stored question for sim_precomputed_answers.cpp: inverted lists around k-means centroids.
// Sivic and Zisserman, "Video Google", ICCV 2003; Jegou et al., "Product Quantization for Nearest
// Neighbor Search", PAMI 2011 (the lists, without compression). Rows have length 1, so that
// products are cosines.
#pragma once

#include "kernels/memory.h"

#include <cstdint>
#include <span>
#include <vector>

namespace touchstone::kernels::answers {

// Rows lie in panels of 16, transposed: [panel][dimension][16].
constexpr std::size_t kPanelRows = 16;

struct Match {
    std::int32_t id = -1;
    float similarity = -2;  // below any cosine
};

// Products of a query with the rows of `panels` panels: [panels x kPanelRows].
void products(const float *query, const float *packed, std::size_t panels, std::size_t dimension,
              float *scores);
// Where the largest of the scores stands; the first of equals.
Match largest(const float *scores, std::size_t count);

// How rows are grouped: list l is order[begins[l]] to order[begins[l + 1] - 1].
struct Lists {
    std::vector<std::int32_t> order;
    std::vector<std::size_t> begins;
    std::vector<float> centroids;  // [lists x dimension]
};
// sqrt(rows) lists; five rounds of k-means on at most 64 rows a list, evenly taken.
Lists cluster(std::span<const float> rows, std::size_t dimension);

// Rows by list in buffers of the harness. The last panel of a list repeats its last row.
class Index {
public:
    Index(std::span<const float> rows, std::size_t dimension, Memory &memory);

    // The best of the `probes` lists whose centroids are nearest; scratch grows as needed.
    Match search(const float *query, std::size_t probes, std::vector<float> &scratch) const;
    // Lists in the order in which they are probed.
    std::vector<std::size_t> probed(const float *query, std::size_t probes,
                                    std::vector<float> &scratch) const;
    std::size_t lists() const { return m_begins.size() - 1; }
    // What a list holds, for oracles: rows by id, the last one repeated.
    std::span<const std::int32_t> idsOf(std::size_t list) const
    {
        return {m_ids.data() + std::size_t(m_begins[list]) * kPanelRows, rowsOf(list)};
    }
    float centroid(std::size_t list, std::size_t component) const
    {
        return m_centroids[(list / kPanelRows * m_dimension + component) * kPanelRows
                           + list % kPanelRows];
    }
    // Rows of a list as they are compared: with the repeated ones.
    std::size_t rowsOf(std::size_t list) const
    {
        return std::size_t(m_begins[list + 1] - m_begins[list]) * kPanelRows;
    }
    std::size_t bytes() const
    {
        return sizeof(float) * (m_rows.size() + m_centroids.size() + m_ids.size());
    }

private:
    std::size_t m_dimension;
    Buffer<float> m_rows, m_centroids;  // packed
    Buffer<std::int32_t> m_ids;         // of each row
    Buffer<std::int32_t> m_begins;      // first panel of each list, and the end
};

}  // namespace touchstone::kernels::answers
