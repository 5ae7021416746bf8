#include "kernels/blocks/codebook.h"

#include "kernels/blocks/rng.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace touchstone::kernels {

namespace {

double squaredDistance(std::span<const float> a, std::span<const float> b)
{
    float sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
}

Grid<float> spreadRows(const Grid<float> &rows, std::size_t codes, rng::Sequence &choice)
{
    Grid<float> out(codes, rows.columns);
    std::vector<double> distance(rows.rows, std::numeric_limits<double>::max());
    std::size_t chosen = choice.below(rows.rows);
    for (std::size_t k = 0; k < codes; ++k) {
        std::copy_n(rows.row(chosen).begin(), rows.columns,
                    out.values.begin() + std::ptrdiff_t(k * rows.columns));
        for (std::size_t row = 0; row < rows.rows; ++row) {
            distance[row] = std::min(distance[row], squaredDistance(rows.row(row), out.row(k)));
        }
        double left = choice.uniform() * std::accumulate(distance.begin(), distance.end(), 0.0);
        chosen = 0;
        while (chosen + 1 < rows.rows && left >= distance[chosen]) {
            left -= distance[chosen++];
        }
    }
    return out;
}

void moveToMeans(const Grid<float> &rows, std::span<const std::uint32_t> codes,
                 Grid<float> &centroids)
{
    Grid<double> sums(centroids.rows, centroids.columns);
    std::vector<std::size_t> counts(centroids.rows);
    for (std::size_t row = 0; row < rows.rows; ++row) {
        ++counts[codes[row]];
        for (std::size_t i = 0; i < rows.columns; ++i) {
            sums.at(codes[row], i) += double(rows.at(row, i));
        }
    }
    for (std::size_t k = 0; k < centroids.rows; ++k) {
        for (std::size_t i = 0; counts[k] > 0 && i < centroids.columns; ++i) {
            centroids.at(k, i) = float(sums.at(k, i) / double(counts[k]));
        }
    }
}

}  // namespace

Codebook::Codebook(Grid<float> of) : centroids(std::move(of))
{
    for (std::size_t k = 0; k < centroids.rows; ++k) {
        const auto c = centroids.row(k);
        halfSquares.push_back(float(0.5 * std::inner_product(c.begin(), c.end(), c.begin(), 0.0)));
    }
}

std::vector<std::uint32_t> Codebook::codesOf(const Grid<float> &rows) const
{
    const std::size_t codes = centroids.rows;
    std::vector<float> products(rows.rows * codes);
    gemmNT(rows.rows, codes, rows.columns, rows.values.data(), centroids.values.data(), 0.0F,
           products.data(), codes, 1);
    std::vector<std::uint32_t> out(rows.rows);
    for (std::size_t row = 0; row < rows.rows; ++row) {
        out[row] = nearestCode(products.data() + row * codes, halfSquares.data(), codes);
    }
    return out;
}

double Codebook::distortion(const Grid<float> &rows, std::span<const std::uint32_t> codes) const
{
    double sum = 0;
    for (std::size_t row = 0; row < rows.rows; ++row) {
        sum += squaredDistance(rows.row(row), centroids.row(codes[row]));
    }
    return sum / double(rows.rows);
}

Codebook codebookOf(const Grid<float> &rows, std::size_t codes, std::size_t rounds,
                    std::uint64_t seed, std::uint32_t stream)
{
    rng::Sequence choice(seed, stream);
    Codebook book(spreadRows(rows, codes, choice));
    for (std::size_t round = 0; round < rounds; ++round) {
        Grid<float> centroids = book.centroids;
        moveToMeans(rows, book.codesOf(rows), centroids);
        book = Codebook(std::move(centroids));
    }
    return book;
}

}  // namespace touchstone::kernels
