#include "kernels/systems/sim-precomputed-answers/graph.h"

#include "kernels/blocks/parallel.h"

#ifdef __SANITIZE_ADDRESS__
// hnswlib prefetches the neighbour after the last one and reads its number from behind the list.
#define NO_MANUAL_VECTORIZATION
#endif
#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <utility>

namespace touchstone::kernels::sim_precomputed_answers {

namespace {

constexpr std::size_t linksOfRow = 16;
constexpr std::size_t candidatesWhileBuilding = 100;
constexpr std::size_t rowsInTurn = 20'000;

// hnswlib's space of cosines, 1 - <a, b>, with products in the widest vectors of this processor:
// its own take those that the program was compiled for.
class Cosines final : public hnswlib::SpaceInterface<float> {
public:
    explicit Cosines(std::size_t dimension) : m_dimension(dimension) {}

    std::size_t get_data_size() override { return m_dimension * sizeof(float); }
    hnswlib::DISTFUNC<float> get_dist_func() override { return cosineDistance(); }
    void *get_dist_func_param() override { return &m_dimension; }

private:
    std::size_t m_dimension;
};

std::size_t &counted()
{
    thread_local std::size_t products = 0;
    return products;
}

float countedDistance(const void *a, const void *b, const void *dimension)
{
    ++counted();
    return cosineDistance()(a, b, dimension);
}

}  // namespace

struct Graph::Index {
    Index(std::size_t rows, std::size_t dimension)
        : space(dimension),
          graph(&space, std::max<std::size_t>(1, rows), linksOfRow, candidatesWhileBuilding)
    {
    }

    Cosines space;
    hnswlib::HierarchicalNSW<float> graph;
};

Graph::Graph(std::span<const float> rows, std::size_t dimension, int threads,
             const std::stop_token &stop)
    : m_index(std::make_unique<Index>(rows.size() / dimension, dimension))
{
    const std::size_t count = rows.size() / dimension, inTurn = std::min(count, rowsInTurn);
    const auto add = [&](std::size_t i) {
        if (!stop.stop_requested()) {
            m_index->graph.addPoint(rows.data() + i * dimension, i);
        }
    };
    for (std::size_t i = 0; i < inTurn; ++i) {
        add(i);
    }
    parallelEach(threads, count - inTurn, [&](std::size_t i) { add(inTurn + i); });
}

Graph::Graph(Graph &&) noexcept = default;
Graph::~Graph() = default;

void Graph::setBreadth(std::size_t candidates)
{
    m_index->graph.setEf(candidates);
}

Match Graph::search(const float *query) const
{
    const auto found = m_index->graph.searchKnn(query, 1);
    return found.empty() ? Match() : Match{std::int32_t(found.top().second), 1 - found.top().first};
}

std::size_t Graph::productsOf(const float *query)
{
    const auto timed = std::exchange(m_index->graph.fstdistfunc_, countedDistance);
    counted() = 0;
    search(query);
    m_index->graph.fstdistfunc_ = timed;
    return counted();
}

}  // namespace touchstone::kernels::sim_precomputed_answers
