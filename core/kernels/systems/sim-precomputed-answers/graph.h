// The index that a store of today would be searched with: a graph of near neighbours, by hnswlib.
// Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using hierarchical
// navigable small world graphs", PAMI 2020.
#pragma once

#include "kernels/systems/sim-precomputed-answers/index.h"

#include <memory>

namespace touchstone::kernels::sim_precomputed_answers {

// The rows lie in memory of hnswlib's own, which the harness does not move.
class Graph {
public:
    // 16 links a row, 100 candidates for each while building. The first 20 000 rows on one thread,
    // so that the graph of a smaller store is the same in every run; the others on all. Ends early,
    // with nothing of use, when asked to.
    Graph(std::span<const float> rows, std::size_t dimension, int threads = 1,
          const std::stop_token &stop = {});
    Graph(Graph &&) noexcept;
    Graph &operator=(Graph &&) = delete;
    ~Graph();

    // Candidates that a search keeps ("ef").
    void setBreadth(std::size_t candidates);
    Match search(const float *query) const;
    // Products that a search of this query computes. Not while others search.
    std::size_t productsOf(const float *query);

private:
    struct Index;

    std::unique_ptr<Index> m_index;
};

}  // namespace touchstone::kernels::sim_precomputed_answers
