#include "kernels/quant/quant-group-skew/groups.h"

#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::quant_group_skew {

Mixture::Mixture(double margin, std::uint64_t seed) : m_margin(margin)
{
    for (std::uint32_t group = 0; group < groupShares.size(); ++group) {
        Grid<float> means = normalGrid(classCount, inputCount, 1, seed, 10 + group);
        for (std::size_t c = 0; c < classCount; ++c) {
            const auto first = means.values.begin() + std::ptrdiff_t(c * inputCount);
            const auto last = first + std::ptrdiff_t(inputCount);
            const double length = std::sqrt(std::inner_product(first, last, first, 0.0));
            std::transform(first, last, first,
                           [&](float value) { return float(value * radius(group) / length); });
        }
        m_means[group] = std::move(means);
    }
}

// x holds the noise.
void Mixture::put(Samples &samples, std::size_t sample, std::size_t group, std::size_t label) const
{
    samples.groups.push_back(std::uint32_t(group));
    samples.labels.push_back(std::uint32_t(label));
    for (std::size_t i = 0; i < inputCount; ++i) {
        samples.x.at(sample, i) += m_means[group].at(label, i);
    }
}

Samples Mixture::draw(std::size_t count, std::uint64_t seed, std::uint32_t stream) const
{
    Samples samples{normalGrid(count, inputCount, 1, seed, stream), {}, {}};
    rng::Sequence choice(seed, stream + 1);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t group = choice.choose(groupShares);
        put(samples, i, group, choice.below(classCount));
    }
    return samples;
}

Samples Mixture::drawOf(std::size_t group, std::size_t count, std::uint64_t seed,
                        std::uint32_t stream) const
{
    Samples samples{normalGrid(count, inputCount, 1, seed, stream), {}, {}};
    for (std::size_t i = 0; i < count; ++i) {
        put(samples, i, group, i % classCount);
    }
    return samples;
}

// P(class | x) ~ sum over the groups of their share times exp(x . mean - |mean|^2 / 2).
double Mixture::bayesAccuracy(const Samples &samples) const
{
    std::size_t right = 0;
    for (std::size_t sample = 0; sample < samples.x.rows; ++sample) {
        const auto x = samples.x.row(sample);
        std::array<double, classCount> chances{};
        for (std::size_t group = 0; group < groupShares.size(); ++group) {
            for (std::size_t c = 0; c < classCount; ++c) {
                const auto mean = m_means[group].row(c);
                const double along = std::inner_product(x.begin(), x.end(), mean.begin(), 0.0);
                chances[c] +=
                        groupShares[group] * std::exp(along - radius(group) * radius(group) / 2);
            }
        }
        const auto best = std::max_element(chances.begin(), chances.end()) - chances.begin();
        right += std::size_t(best) == samples.labels[sample];
    }
    return 100 * double(right) / double(samples.x.rows);
}

}  // namespace touchstone::kernels::quant_group_skew
