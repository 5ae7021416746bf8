// Corrections of the logits of a low-bit network, fitted on a few inputs for which the logits of
// the full-precision network are known.
#pragma once

#include "kernels/blocks/codebook.h"
#include "kernels/blocks/principal_components.h"
#include "kernels/blocks/ridge.h"

namespace touchstone::kernels::ptq_cluster_affine {

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
    // The cluster of each row.
    std::vector<std::uint32_t> clustersOf(const Grid<float> &low) const;

    const Grid<double> &gains() const { return m_gains; }    // [clusters x classes]
    const Grid<double> &shifts() const { return m_shifts; }  // [clusters x classes]

private:
    void fit(const Grid<float> &low, const Grid<float> &full,
             const std::vector<std::size_t> &samples, std::size_t cluster, Fit fit);

    PrincipalComponents m_components;
    Codebook m_book;  // of clusters, in the components
    Grid<double> m_gains, m_shifts;
};

// z -> (1 - blend) z + blend (M z + m): what any linear layer behind the logits could do. The ridge
// is 1 % of the mean variance of a class.
class LinearMap {
public:
    LinearMap(const Grid<float> &low, const Grid<float> &full);
    Grid<float> applied(const Grid<float> &low, double blend) const;

private:
    LinearFit m_fit;
};

// Bytes that a correction adds to a network, in fp32.
std::size_t affineBytes(std::size_t classes, std::size_t clusters, std::size_t components);
std::size_t mapBytes(std::size_t classes);

}  // namespace touchstone::kernels::ptq_cluster_affine
