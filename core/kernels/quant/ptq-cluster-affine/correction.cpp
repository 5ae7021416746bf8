#include "kernels/quant/ptq-cluster-affine/correction.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::ptq_cluster_affine {

namespace {

constexpr std::size_t clusterRounds = 40;
constexpr std::size_t fewestSamples = 8;

}  // namespace

ClusterAffine::ClusterAffine(const Grid<float> &low, const Grid<float> &full, std::size_t clusters,
                             Fit kind, std::uint64_t seed)
    : m_components(principalComponents(low, std::min(componentCount, low.columns))),
      m_book(codebookOf(projected(m_components, low), clusters, clusterRounds, seed, 1)),
      m_gains(clusters, low.columns), m_shifts(clusters, low.columns)
{
    std::vector<std::vector<std::size_t>> samples(clusters);
    std::vector<std::size_t> all(low.rows);
    std::iota(all.begin(), all.end(), std::size_t(0));
    const std::vector<std::uint32_t> of = clustersOf(low);
    for (const std::size_t row : all) {
        samples[of[row]].push_back(row);
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

std::vector<std::uint32_t> ClusterAffine::clustersOf(const Grid<float> &low) const
{
    return m_book.codesOf(projected(m_components, low));
}

Grid<float> ClusterAffine::applied(const Grid<float> &low, double blend) const
{
    Grid<float> out = low;
    const std::vector<std::uint32_t> clusters = clustersOf(low);
    for (std::size_t row = 0; row < out.rows; ++row) {
        for (std::size_t c = 0; c < out.columns; ++c) {
            const double z = low.at(row, c);
            const double full = m_gains.at(clusters[row], c) * z + m_shifts.at(clusters[row], c);
            out.at(row, c) = float((1 - blend) * z + blend * full);
        }
    }
    return out;
}

LinearMap::LinearMap(const Grid<float> &low, const Grid<float> &full)
    : m_fit(ridgeRegression(low, full, 0.01))
{
}

Grid<float> LinearMap::applied(const Grid<float> &low, double blend) const
{
    Grid<float> out = m_fit.applied(low);
    std::transform(out.values.begin(), out.values.end(), low.values.begin(), out.values.begin(),
                   [blend](float full, float z) { return float((1 - blend) * z + blend * full); });
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
