// Indices at equal recall: each is set on held-out questions before it is timed.
#pragma once

#include "kernels/systems/sim-precomputed-answers/graph.h"
#include "kernels/systems/sim-precomputed-answers/topics.h"

#include <algorithm>

namespace touchstone::kernels::sim_precomputed_answers {

// Share of the held-out questions whose nearest row an index must find.
constexpr double recallWanted = 0.95;

// Questions and the rows that are nearest to them.
struct Truth {
    Truth(std::vector<float> of, std::span<const float> rows, std::size_t width, int threads,
          const std::stop_token &stop)
        : queries(std::move(of)), nearest(nearestOf(queries, rows, width, threads, stop)),
          dimension(width)
    {
    }
    // Share of the questions for which search(query) finds the nearest row or one as near.
    template <class Search>
    double recall(const Search &search) const
    {
        double found = 0;
        for (std::size_t q = 0; q < nearest.size(); ++q) {
            const Match match = search(queries.data() + q * dimension);
            found += match.similarity > nearest[q].similarity - 1e-5F ? 1 : 0;
        }
        return found / double(nearest.size());
    }

    std::vector<float> queries;
    std::vector<Match> nearest;
    std::size_t dimension;
};

// Questions of users that are neither timed nor counted in a figure.
Truth heldOut(const World &world, std::span<const float> rows, int threads,
              const std::stop_token &stop);

// The least number of lists to probe, and of candidates for the graph to keep, that has the recall
// wanted, in steps of an eighth. The graph is left set to it.
std::size_t probesFor(const Truth &truth, const ListsView &lists);
std::size_t breadthFor(const Truth &truth, Graph &graph);

}  // namespace touchstone::kernels::sim_precomputed_answers
