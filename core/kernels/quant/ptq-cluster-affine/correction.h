// Corrections of the logits of a low-bit network, fitted on a few inputs for which the logits of
// the full-precision network are known.
#pragma once

#include "kernels/blocks/tape.h"

namespace touchstone::kernels::ptq_cluster_affine {

// Lloyd's algorithm from k-means++ starts, in double. points: [points x dimensions], at least
// `clusters` of them. Returned: centroids, [clusters x dimensions].
Grid<double> meansByCluster(const Grid<double> &points, std::size_t clusters, std::uint64_t seed);
std::size_t nearest(std::span<const double> point, const Grid<double> &centroids);

// How gain and shift of a class come about: by equal means and standard deviations, or by least
// squares, which shrinks the gain by the correlation of both logits.
enum class Fit { Deviations, LeastSquares };

// z -> (1 - blend) z + blend (gain_k z + shift_k), element by element; k: the cluster of z among
// its principal components. One cluster: a global affine correction.
class ClusterAffine {
public:
    static constexpr std::size_t componentCount = 16;

    // low, full: [samples x classes]. Clusters with fewer than 8 samples take the global affine.
    ClusterAffine(const Grid<float> &low, const Grid<float> &full, std::size_t clusters, Fit fit,
                  std::uint64_t seed);
    Grid<float> applied(const Grid<float> &low, double blend) const;
    std::size_t clusterOf(std::span<const float> z) const;

    const Grid<double> &gains() const { return m_gains; }    // [clusters x classes]
    const Grid<double> &shifts() const { return m_shifts; }  // [clusters x classes]

private:
    std::vector<double> projected(std::span<const float> z) const;
    void fit(const Grid<float> &low, const Grid<float> &full,
             const std::vector<std::size_t> &samples, std::size_t cluster, Fit fit);

    std::vector<double> m_means;  // of the classes
    Grid<double> m_directions;    // [components x classes]
    Grid<double> m_centroids;     // [clusters x components]
    Grid<double> m_gains, m_shifts;
};

// z -> (1 - blend) z + blend (M z + m): ridge regression, what any linear layer behind the logits
// could do. The ridge is 1 % of the mean variance of a class.
class LinearMap {
public:
    LinearMap(const Grid<float> &low, const Grid<float> &full);
    Grid<float> applied(const Grid<float> &low, double blend) const;

private:
    std::vector<double> m_lowMeans, m_fullMeans;
    Grid<double> m_map;  // [classes x classes], of centred logits
};

// Bytes that a correction adds to a network, in fp32.
std::size_t affineBytes(std::size_t classes, std::size_t clusters, std::size_t components);
std::size_t mapBytes(std::size_t classes);

}  // namespace touchstone::kernels::ptq_cluster_affine
