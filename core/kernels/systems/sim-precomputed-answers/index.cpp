#include "kernels/systems/sim-precomputed-answers/index.h"

#include "kernels/blocks/parallel.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::sim_precomputed_answers {

namespace {

constexpr std::size_t rounds = 5;
constexpr std::size_t rowsPerList = 64;
constexpr std::size_t blockQueries = 96;

// The centroid nearest to each row.
std::vector<std::size_t> assign(std::span<const float> rows, std::span<const float> centroids,
                                std::size_t dimension, int threads, const std::stop_token &stop)
{
    std::vector<std::size_t> lists;
    for (const Match &match : nearestOf(rows, centroids, dimension, threads, stop)) {
        lists.push_back(std::size_t(std::max(match.id, 0)));  // none where it ended early
    }
    return lists;
}

// Mean direction of the rows of each list; a list without rows keeps its centroid.
void moveCentroids(std::span<const float> rows, std::span<const std::size_t> lists,
                   std::span<float> centroids, std::size_t dimension)
{
    std::vector<double> sums(centroids.size(), 0.0);
    for (std::size_t i = 0; i < lists.size(); ++i) {
        for (std::size_t c = 0; c < dimension; ++c) {
            sums[lists[i] * dimension + c] += double(rows[i * dimension + c]);
        }
    }
    for (std::size_t at = 0; at < centroids.size(); at += dimension) {
        const double *sum = sums.data() + at;
        const double length = std::sqrt(std::inner_product(sum, sum + dimension, sum, 0.0));
        for (std::size_t c = 0; length > 0 && c < dimension; ++c) {
            centroids[at + c] = float(sum[c] / length);
        }
    }
}

// At most `most` rows, evenly taken.
std::vector<float> thinned(std::span<const float> rows, std::size_t dimension, std::size_t most)
{
    const std::size_t all = rows.size() / dimension;
    const std::size_t count = std::min(most, all);
    std::vector<float> taken;
    for (std::size_t i = 0; i < count; ++i) {
        const auto row = rows.subspan(i * all / count * dimension, dimension);
        taken.insert(taken.end(), row.begin(), row.end());
    }
    return taken;
}

std::size_t panelsOf(std::size_t rows, std::size_t width = panelRows)
{
    return (rows + width - 1) / width;
}

}  // namespace

void pack(std::span<const float> rows, std::span<const std::int32_t> order, std::size_t dimension,
          std::size_t width, float *packed)
{
    const std::size_t places = panelsOf(order.size(), width) * width;
    for (std::size_t place = 0; place < places; ++place) {
        const std::int32_t row = order[std::min(place, order.size() - 1)];
        float *panel = packed + place / width * width * dimension;
        for (std::size_t c = 0; c < dimension; ++c) {
            panel[c * width + place % width] = rows[std::size_t(row) * dimension + c];
        }
    }
}

void packAll(std::span<const float> rows, std::size_t dimension, std::size_t width, float *packed)
{
    std::vector<std::int32_t> all(rows.size() / dimension);
    std::iota(all.begin(), all.end(), 0);
    pack(rows, all, dimension, width, packed);
}

std::size_t packedFloats(std::size_t rows, std::size_t dimension, std::size_t width)
{
    return panelsOf(rows, width) * width * dimension;
}

std::vector<Match> nearestOf(std::span<const float> queries, std::span<const float> rows,
                             std::size_t dimension, int threads, const std::stop_token &stop)
{
    const std::size_t count = rows.size() / dimension;
    std::vector<float> panels(packedFloats(count, dimension, wideRows));
    packAll(rows, dimension, wideRows, panels.data());
    std::vector<Match> nearest(queries.size() / dimension);
    parallelRows(threads, nearest.size(), [&](std::size_t begin, std::size_t end) {
        for (std::size_t q = begin; q < end && !stop.stop_requested(); q += blockQueries) {
            nearestOfAll(queries.data() + q * dimension, panels.data(), count, dimension,
                         std::span(nearest).subspan(q, std::min(blockQueries, end - q)));
        }
    });
    return nearest;
}

Lists cluster(std::span<const float> rows, std::size_t dimension, int threads,
              const std::stop_token &stop)
{
    const std::size_t count = rows.size() / dimension;
    const auto lists = std::size_t(std::ceil(std::sqrt(double(count))));
    Lists result;
    result.centroids = thinned(rows, dimension, lists);
    const auto training = thinned(rows, dimension, lists * rowsPerList);
    for (std::size_t round = 0; round < rounds; ++round) {
        moveCentroids(training, assign(training, result.centroids, dimension, threads, stop),
                      result.centroids, dimension);
    }
    const auto listOf = assign(rows, result.centroids, dimension, threads, stop);
    result.begins.assign(lists + 1, 0);
    for (const std::size_t list : listOf) {
        ++result.begins[list + 1];
    }
    std::partial_sum(result.begins.begin(), result.begins.end(), result.begins.begin());
    result.order.resize(count);
    std::iota(result.order.begin(), result.order.end(), 0);
    std::stable_sort(result.order.begin(), result.order.end(), [&](std::int32_t a, std::int32_t b) {
        return listOf[std::size_t(a)] < listOf[std::size_t(b)];
    });
    return result;
}

PackedLists::PackedLists(std::span<const float> of, std::size_t width, const Lists &lists,
                         Memory &memory)
    : dimension(width),
      begins(memory.allocate<std::int32_t>(BufferRole::Input, lists.begins.size()))
{
    const std::size_t count = lists.begins.size() - 1;
    begins[0] = 0;
    for (std::size_t l = 0; l < count; ++l) {
        const std::size_t panels = panelsOf(lists.begins[l + 1] - lists.begins[l]);
        begins[l + 1] = begins[l] + std::int32_t(panels);
    }
    ids = memory.allocate<std::int32_t>(BufferRole::Input, std::size_t(begins[count]) * panelRows);
    rows = memory.allocate<float>(BufferRole::Input, ids.size() * dimension);
    for (std::size_t l = 0; l < count; ++l) {
        const auto own = std::span(lists.order)
                                 .subspan(lists.begins[l], lists.begins[l + 1] - lists.begins[l]);
        const std::size_t first = std::size_t(begins[l]) * panelRows;
        pack(of, own, dimension, panelRows, rows.data() + first * dimension);
        for (std::size_t i = first; i < std::size_t(begins[l + 1]) * panelRows; ++i) {
            ids[i] = own[std::min(i - first, own.size() - 1)];
        }
    }
    centroids =
            memory.allocate<float>(BufferRole::Input, packedFloats(count, dimension, panelRows));
    packAll(lists.centroids, dimension, panelRows, centroids.data());
}

ListsView PackedLists::view() const
{
    return {dimension, begins.size() - 1, rows.data(), centroids.data(), ids.data(), begins.data()};
}

std::size_t PackedLists::bytes() const
{
    return sizeof(float) * (rows.size() + centroids.size()) + sizeof(std::int32_t) * ids.size();
}

std::vector<std::size_t> ListsView::probed(const float *query, std::size_t probes,
                                           std::vector<float> &scratch) const
{
    scratch.resize(panelsOf(lists) * panelRows);
    products(query, centroids, panelsOf(lists), dimension, scratch.data());
    std::vector<std::size_t> order(std::min(probes, lists));
    for (std::size_t &list : order) {
        list = std::size_t(largest(scratch.data(), lists).id);
        scratch[list] = -2;
    }
    return order;
}

Match ListsView::search(const float *query, std::size_t probes, std::vector<float> &scratch) const
{
    Match best;
    for (const std::size_t list : probed(query, probes, scratch)) {
        const auto first = std::size_t(begins[list]);
        scratch.resize(std::max(scratch.size(), rowsOf(list)));
        products(query, rows + first * panelRows * dimension, rowsOf(list) / panelRows, dimension,
                 scratch.data());
        const Match match = largest(scratch.data(), rowsOf(list));
        if (match.similarity > best.similarity) {
            best = {ids[first * panelRows + std::size_t(match.id)], match.similarity};
        }
    }
    return best;
}

}  // namespace touchstone::kernels::sim_precomputed_answers
