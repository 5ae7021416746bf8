#include "kernels/routing/cost-aware-gate/pairs.h"

#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace touchstone::kernels::cost_aware_gate {

namespace {

constexpr double broken = 0.05;       // of what text and image both know
constexpr double usualFeatures = 64;  // with noise of deviation 1

double sigmoid(double x)
{
    return 1 / (1 + std::exp(-x));
}

}  // namespace

OfPaths successOf(const Demand &demand, double resolved)
{
    const double text = sigmoid(3 - 4 * demand.structure);
    const double image = sigmoid(3 - 4 * demand.meaning);
    const double both = text * image;
    return {text, image, (1 - broken) * both + resolved * (text + image - 2 * both)};
}

std::array<bool, pathCount> answersOf(const Demand &demand, double resolved, std::uint64_t seed,
                                      std::uint32_t stream, std::uint64_t index)
{
    const auto words = rng::philox(seed, stream, index);
    const OfPaths success = successOf(demand, resolved);
    const bool text = rng::uniform(words[0]) < success[Text];
    const bool image = rng::uniform(words[1]) < success[Image];
    const double luck = rng::uniform(words[2]);
    return {text, image, text == image ? text && luck >= broken : luck < resolved};
}

// Beta(2, 2) is the median of three uniform numbers.
std::vector<Demand> demandsOf(std::size_t pairs, std::uint64_t seed, std::uint32_t stream)
{
    rng::Sequence numbers(seed, stream);
    const auto median = [&numbers] {
        std::array<double, 3> three{};
        std::generate(three.begin(), three.end(), [&numbers] { return numbers.uniform(); });
        std::sort(three.begin(), three.end());
        return three[1];
    };
    std::vector<Demand> demands(pairs);
    for (Demand &demand : demands) {
        demand.structure = median();
        demand.meaning = median();
    }
    return demands;
}

Encoder::Encoder(std::size_t features, double turn, std::uint64_t seed, std::uint32_t stream)
    : m_mixing(normalGrid(features, coordinateCount, 1, seed, stream)), m_turn(turn)
{
}

double Encoder::noise() const
{
    return std::sqrt(double(m_mixing.rows) / usualFeatures);
}

std::array<double, coordinateCount> Encoder::coordinates(const Demand &demand) const
{
    const double speed = 2 * std::numbers::pi * m_turn;
    const double first = speed * (demand.structure - 0.5), second = speed * (demand.meaning - 0.5);
    return {std::sin(first) / speed, (1 - std::cos(first)) / speed, std::sin(second) / speed,
            (1 - std::cos(second)) / speed};
}

Grid<float> Encoder::features(const std::vector<Demand> &demands, std::uint64_t seed,
                              std::uint32_t stream) const
{
    Grid<float> x = normalGrid(demands.size(), m_mixing.rows, noise(), seed, stream);
    for (std::size_t pair = 0; pair < x.rows; ++pair) {
        const auto u = coordinates(demands[pair]);
        for (std::size_t i = 0; i < x.columns; ++i) {
            for (std::size_t c = 0; c < coordinateCount; ++c) {
                x.at(pair, i) += m_mixing.at(i, c) * float(u[c]);
            }
        }
    }
    return x;
}

}  // namespace touchstone::kernels::cost_aware_gate
