#include "kernels/quant/ptq-cluster-affine/correction.h"

#include "kernels/blocks/rng.h"
#include "kernels/blocks/symmetric_eigen.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace touchstone::kernels::ptq_cluster_affine {

namespace {

constexpr std::size_t iterationCount = 40;
constexpr std::size_t fewestSamples = 8;

double squareDistance(std::span<const double> a, std::span<const double> b)
{
    return std::transform_reduce(a.begin(), a.end(), b.begin(), 0.0, std::plus<>(),
                                 [](double x, double y) { return (x - y) * (x - y); });
}

// k-means++: the next start is a point, drawn by its square distance to the starts so far. Arthur
// and Vassilvitskii, 2007.
Grid<double> starts(const Grid<double> &points, std::size_t clusters, std::uint64_t seed)
{
    rng::Sequence choice(seed, 1);
    Grid<double> centroids(clusters, points.columns);
    std::vector<double> distances(points.rows, std::numeric_limits<double>::max());
    std::size_t chosen = choice.below(points.rows);
    for (std::size_t k = 0; k < clusters; ++k) {
        const auto from = points.row(chosen);
        std::copy(from.begin(), from.end(),
                  centroids.values.begin() + std::ptrdiff_t(k * points.columns));
        double total = 0;
        for (std::size_t i = 0; i < points.rows; ++i) {
            distances[i] = std::min(distances[i], squareDistance(points.row(i), from));
            total += distances[i];
        }
        double left = choice.uniform() * total;
        for (chosen = 0; chosen + 1 < points.rows && left > distances[chosen]; ++chosen) {
            left -= distances[chosen];
        }
    }
    return centroids;
}

std::vector<double> meansOf(const Grid<float> &grid)
{
    std::vector<double> means(grid.columns);
    for (std::size_t i = 0; i < grid.values.size(); ++i) {
        means[i % grid.columns] += double(grid.values[i]) / double(grid.rows);
    }
    return means;
}

// [columns of a x columns of b]
Grid<double> covariance(const Grid<float> &a, const std::vector<double> &meansOfA,
                        const Grid<float> &b, const std::vector<double> &meansOfB)
{
    Grid<double> out(a.columns, b.columns);
    for (std::size_t row = 0; row < a.rows; ++row) {
        for (std::size_t i = 0; i < a.columns; ++i) {
            const double x = (double(a.at(row, i)) - meansOfA[i]) / double(a.rows);
            for (std::size_t j = 0; j < b.columns; ++j) {
                out.at(i, j) += x * (double(b.at(row, j)) - meansOfB[j]);
            }
        }
    }
    return out;
}

}  // namespace

std::size_t nearest(std::span<const double> point, const Grid<double> &centroids)
{
    std::size_t best = 0;
    for (std::size_t k = 1; k < centroids.rows; ++k) {
        if (squareDistance(point, centroids.row(k)) < squareDistance(point, centroids.row(best))) {
            best = k;
        }
    }
    return best;
}

Grid<double> meansByCluster(const Grid<double> &points, std::size_t clusters, std::uint64_t seed)
{
    Grid<double> centroids = starts(points, clusters, seed);
    for (std::size_t iteration = 0; iteration < iterationCount; ++iteration) {
        Grid<double> sums(clusters, points.columns);
        std::vector<double> counts(clusters);
        for (std::size_t i = 0; i < points.rows; ++i) {
            const std::size_t k = nearest(points.row(i), centroids);
            counts[k] += 1;
            for (std::size_t d = 0; d < points.columns; ++d) {
                sums.at(k, d) += points.at(i, d);
            }
        }
        for (std::size_t k = 0; k < clusters; ++k) {  // an empty cluster stays where it is
            for (std::size_t d = 0; counts[k] > 0 && d < points.columns; ++d) {
                centroids.at(k, d) = sums.at(k, d) / counts[k];
            }
        }
    }
    return centroids;
}

ClusterAffine::ClusterAffine(const Grid<float> &low, const Grid<float> &full, std::size_t clusters,
                             Fit kind, std::uint64_t seed)
    : m_means(meansOf(low)), m_directions(std::min(componentCount, low.columns), low.columns),
      m_gains(clusters, low.columns), m_shifts(clusters, low.columns)
{
    const Grid<double> spread = covariance(low, m_means, low, m_means);
    const SymmetricEigen eigen = symmetricEigen(low.columns, spread.values);
    for (std::size_t i = 0; i < m_directions.rows; ++i) {  // the largest are the last
        const auto from =
                eigen.vectors.begin() + std::ptrdiff_t((low.columns - 1 - i) * low.columns);
        std::copy_n(from, low.columns,
                    m_directions.values.begin() + std::ptrdiff_t(i * low.columns));
    }
    Grid<double> points(low.rows, m_directions.rows);
    for (std::size_t row = 0; row < low.rows; ++row) {
        const std::vector<double> point = projected(low.row(row));
        std::copy(point.begin(), point.end(),
                  points.values.begin() + std::ptrdiff_t(row * points.columns));
    }
    m_centroids = meansByCluster(points, clusters, seed);
    std::vector<std::vector<std::size_t>> samples(clusters);
    std::vector<std::size_t> all(low.rows);
    std::iota(all.begin(), all.end(), std::size_t(0));
    for (const std::size_t row : all) {
        samples[nearest(points.row(row), m_centroids)].push_back(row);
    }
    for (std::size_t k = 0; k < clusters; ++k) {
        fit(low, full, samples[k].size() < fewestSamples ? all : samples[k], k, kind);
    }
}

void ClusterAffine::fit(const Grid<float> &low, const Grid<float> &full,
                        const std::vector<std::size_t> &samples, std::size_t cluster, Fit fit)
{
    const double count = double(samples.size());
    for (std::size_t c = 0; c < low.columns; ++c) {
        double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
        for (const std::size_t row : samples) {
            x += low.at(row, c) / count;
            y += full.at(row, c) / count;
        }
        for (const std::size_t row : samples) {
            const double a = low.at(row, c) - x, b = full.at(row, c) - y;
            xx += a * a;
            yy += b * b;
            xy += a * b;
        }
        // A logit that does not move in this cluster has no gain, only a shift.
        const double gain = fit == Fit::LeastSquares ? xy / xx : std::sqrt(yy / xx);
        m_gains.at(cluster, c) = xx > 0 ? gain : 1;
        m_shifts.at(cluster, c) = y - m_gains.at(cluster, c) * x;
    }
}

std::vector<double> ClusterAffine::projected(std::span<const float> z) const
{
    std::vector<double> point(m_directions.rows);
    for (std::size_t i = 0; i < point.size(); ++i) {
        for (std::size_t c = 0; c < z.size(); ++c) {
            point[i] += m_directions.at(i, c) * (double(z[c]) - m_means[c]);
        }
    }
    return point;
}

std::size_t ClusterAffine::clusterOf(std::span<const float> z) const
{
    return nearest(projected(z), m_centroids);
}

Grid<float> ClusterAffine::applied(const Grid<float> &low, double blend) const
{
    Grid<float> out = low;
    for (std::size_t row = 0; row < out.rows; ++row) {
        const std::size_t k = m_centroids.rows > 1 ? clusterOf(low.row(row)) : 0;
        for (std::size_t c = 0; c < out.columns; ++c) {
            const double z = low.at(row, c);
            out.at(row, c) =
                    float((1 - blend) * z + blend * (m_gains.at(k, c) * z + m_shifts.at(k, c)));
        }
    }
    return out;
}

// M = C_fl (C_ll + ridge)^-1, through the eigenvectors of C_ll.
LinearMap::LinearMap(const Grid<float> &low, const Grid<float> &full)
    : m_lowMeans(meansOf(low)), m_fullMeans(meansOf(full)), m_map(full.columns, low.columns)
{
    const std::size_t n = low.columns;
    const Grid<double> own = covariance(low, m_lowMeans, low, m_lowMeans);
    const Grid<double> cross = covariance(full, m_fullMeans, low, m_lowMeans);
    const SymmetricEigen eigen = symmetricEigen(n, own.values);
    const double ridge =
            0.01 * std::accumulate(eigen.values.begin(), eigen.values.end(), 0.0) / double(n);
    for (std::size_t e = 0; e < n; ++e) {
        const std::span<const double> v(eigen.vectors.data() + e * n, n);
        const double factor = 1 / (std::max(eigen.values[e], 0.0) + ridge);
        for (std::size_t row = 0; row < m_map.rows; ++row) {
            const auto from = cross.row(row);
            const double along = factor * std::inner_product(v.begin(), v.end(), from.begin(), 0.0);
            for (std::size_t c = 0; c < n; ++c) {
                m_map.at(row, c) += along * v[c];
            }
        }
    }
}

Grid<float> LinearMap::applied(const Grid<float> &low, double blend) const
{
    Grid<float> out(low.rows, m_map.rows);
    std::vector<double> centred(low.columns);
    for (std::size_t row = 0; row < low.rows; ++row) {
        for (std::size_t c = 0; c < low.columns; ++c) {
            centred[c] = double(low.at(row, c)) - m_lowMeans[c];
        }
        for (std::size_t i = 0; i < m_map.rows; ++i) {
            const auto weights = m_map.row(i);
            const double full = std::inner_product(weights.begin(), weights.end(), centred.begin(),
                                                   m_fullMeans[i]);
            out.at(row, i) = float((1 - blend) * low.at(row, i) + blend * full);
        }
    }
    return out;
}

std::size_t affineBytes(std::size_t classes, std::size_t clusters, std::size_t components)
{
    const std::size_t finding = clusters > 1 ? components * (classes + clusters) : 0;
    return sizeof(float) * (2 * clusters * classes + finding);
}

std::size_t mapBytes(std::size_t classes)
{
    return sizeof(float) * classes * (classes + 1);
}

}  // namespace touchstone::kernels::ptq_cluster_affine
