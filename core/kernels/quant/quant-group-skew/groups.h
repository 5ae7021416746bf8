// Ten classes in three groups of unequal size: a Gaussian mixture whose best accuracy is known.
#pragma once

#include "kernels/blocks/tape.h"

#include <array>

namespace touchstone::kernels::quant_group_skew {

constexpr std::size_t inputCount = 64;
constexpr std::size_t classCount = 10;
constexpr std::array<double, 3> groupShares{0.9, 0.08, 0.02};
// Distance of the majority's class means from 0, with noise of deviation 1.
constexpr double majorityRadius = 7;

struct Samples {
    Grid<float> x;  // [samples x inputCount]
    std::vector<std::uint32_t> labels, groups;
};

class Mixture {
public:
    // The directions of each group's means are its own. margin: of the minorities' classes, over
    // the majority's.
    Mixture(double margin, std::uint64_t seed);
    // Groups by their shares.
    Samples draw(std::size_t count, std::uint64_t seed, std::uint32_t stream) const;
    Samples drawOf(std::size_t group, std::size_t count, std::uint64_t seed,
                   std::uint32_t stream) const;
    // Share of the samples that the likeliest class given x is right for, in %.
    double bayesAccuracy(const Samples &samples) const;

private:
    double radius(std::size_t group) const
    {
        return group == 0 ? majorityRadius : m_margin * majorityRadius;
    }
    void put(Samples &samples, std::size_t sample, std::size_t group, std::size_t label) const;

    double m_margin;
    std::array<Grid<float>, 3> m_means;  // [classCount x inputCount]
};

}  // namespace touchstone::kernels::quant_group_skew
