#include "kernels/systems/answer_index.h"

#include "kernels/blocks/gemm.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::answers {

namespace {

constexpr std::size_t kRounds = 5;
constexpr std::size_t kRowsAList = 64;
constexpr std::size_t kBlock = 512;

// The centroid nearest to each row.
std::vector<std::size_t> assign(std::span<const float> rows, std::span<const float> centroids,
                                std::size_t dimension)
{
    const std::size_t lists = centroids.size() / dimension;
    const std::size_t count = rows.size() / dimension;
    std::vector<float> scores(kBlock * lists);
    std::vector<std::size_t> nearest(count);
    for (std::size_t first = 0; first < count; first += kBlock) {
        const std::size_t block = std::min(kBlock, count - first);
        gemmNT(block, lists, dimension, rows.data() + first * dimension, centroids.data(), 0.0F,
               scores.data(), lists, 1);
        for (std::size_t i = 0; i < block; ++i) {
            nearest[first + i] = std::size_t(largest(scores.data() + i * lists, lists).id);
        }
    }
    return nearest;
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

// Rows order[0..count) into panels; the last row fills the last panel up.
void pack(std::span<const float> rows, std::span<const std::int32_t> order, std::size_t dimension,
          float *packed, std::int32_t *ids)
{
    const std::size_t panels = (order.size() + kPanelRows - 1) / kPanelRows;
    for (std::size_t place = 0; place < panels * kPanelRows; ++place) {
        const std::int32_t row = order[std::min(place, order.size() - 1)];
        float *panel = packed + place / kPanelRows * kPanelRows * dimension;
        for (std::size_t c = 0; c < dimension; ++c) {
            panel[c * kPanelRows + place % kPanelRows] = rows[std::size_t(row) * dimension + c];
        }
        ids[place] = row;
    }
}

std::size_t panelsOf(std::size_t rows)
{
    return (rows + kPanelRows - 1) / kPanelRows;
}

}  // namespace

Lists cluster(std::span<const float> rows, std::size_t dimension)
{
    const std::size_t count = rows.size() / dimension;
    const auto lists = std::size_t(std::ceil(std::sqrt(double(count))));
    Lists result;
    result.centroids = thinned(rows, dimension, lists);
    const auto training = thinned(rows, dimension, lists * kRowsAList);
    for (std::size_t round = 0; round < kRounds; ++round) {
        moveCentroids(training, assign(training, result.centroids, dimension), result.centroids,
                      dimension);
    }
    const auto listOf = assign(rows, result.centroids, dimension);
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

Index::Index(std::span<const float> rows, std::size_t dimension, Memory &memory)
    : m_dimension(dimension)
{
    const Lists lists = cluster(rows, dimension);
    const std::size_t count = lists.begins.size() - 1;
    std::vector<std::size_t> panels{0};
    for (std::size_t l = 0; l < count; ++l) {
        panels.push_back(panels.back() + panelsOf(lists.begins[l + 1] - lists.begins[l]));
    }
    const std::size_t places = panels.back() * kPanelRows;
    m_rows = memory.allocate<float>(BufferRole::Input, places * dimension);
    m_ids = memory.allocate<std::int32_t>(BufferRole::Input, places);
    m_begins = memory.allocate<std::int32_t>(BufferRole::Input, count + 1);
    m_centroids =
            memory.allocate<float>(BufferRole::Input, panelsOf(count) * kPanelRows * dimension);
    std::copy(panels.begin(), panels.end(), m_begins.data());
    for (std::size_t l = 0; l < count; ++l) {
        const std::span<const std::int32_t> own(lists.order.data() + lists.begins[l],
                                                lists.begins[l + 1] - lists.begins[l]);
        const std::size_t place = panels[l] * kPanelRows;
        pack(rows, own, dimension, m_rows.data() + place * dimension, m_ids.data() + place);
    }
    std::vector<std::int32_t> all(count), unused(panelsOf(count) * kPanelRows);
    std::iota(all.begin(), all.end(), 0);
    pack(lists.centroids, all, dimension, m_centroids.data(), unused.data());
}

std::vector<std::size_t> Index::probed(const float *query, std::size_t probes,
                                       std::vector<float> &scratch) const
{
    scratch.resize(panelsOf(lists()) * kPanelRows);
    products(query, m_centroids.data(), panelsOf(lists()), m_dimension, scratch.data());
    std::vector<std::size_t> order(std::min(probes, lists()));
    for (std::size_t &list : order) {
        list = std::size_t(largest(scratch.data(), lists()).id);
        scratch[list] = -2;
    }
    return order;
}

Match Index::search(const float *query, std::size_t probes, std::vector<float> &scratch) const
{
    Match best;
    for (const std::size_t list : probed(query, probes, scratch)) {
        const auto first = std::size_t(m_begins[list]);
        scratch.resize(std::max(scratch.size(), rowsOf(list)));
        products(query, m_rows.data() + first * kPanelRows * m_dimension, rowsOf(list) / kPanelRows,
                 m_dimension, scratch.data());
        const Match match = largest(scratch.data(), rowsOf(list));
        if (match.similarity > best.similarity) {
            best = {m_ids[first * kPanelRows + std::size_t(match.id)], match.similarity};
        }
    }
    return best;
}

}  // namespace touchstone::kernels::answers
