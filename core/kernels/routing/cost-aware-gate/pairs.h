// Pairs of a table and a question, as far as a gate needs them: what each asks for, which path
// answers it, and the features that a gate sees. All of it is drawn; the paper has models instead.
#pragma once

#include "kernels/blocks/tape.h"

#include <array>

namespace touchstone::kernels::cost_aware_gate {

enum Path : std::size_t { Text, Image, Fusion };
constexpr std::size_t pathCount = 3;
constexpr std::size_t coordinateCount = 4;

using OfPaths = std::array<double, pathCount>;

// Of the released configuration.
constexpr OfPaths pathCosts{0.734, 0.806, 0.956};

// How much a pair depends on structure, which text loses, and on the meaning of details, which an
// image loses: both in [0, 1].
struct Demand {
    double structure = 0, meaning = 0;
};

// P(right) of each path. Text and image are right with probability sigmoid(3 - 4 demand), 0.7 on
// average; fusion resolves this share of their disagreements, breaks 5 % of what both know, and
// never finds what neither knows. resolved: 0 to 1.
OfPaths successOf(const Demand &demand, double resolved);
// Whether each path answers pair `index`, drawn with these probabilities.
std::array<bool, pathCount> answersOf(const Demand &demand, double resolved, std::uint64_t seed,
                                      std::uint32_t stream, std::uint64_t index);

// Beta(2, 2) in both parts.
std::vector<Demand> demandsOf(std::size_t pairs, std::uint64_t seed, std::uint32_t stream);

// Features x = W u(demand) + noise. u lays each part of the demand on an arc: the more of a turn it
// takes, the less of it a linear gate can read. Speed along the arc is 1 whatever its length.
class Encoder {
public:
    // turn: in (0, 1]. The noise grows with the root of the number of features, so that any number
    // of them tells as much about the demand.
    Encoder(std::size_t features, double turn, std::uint64_t seed, std::uint32_t stream);
    // [pairs x features].
    Grid<float> features(const std::vector<Demand> &demands, std::uint64_t seed,
                         std::uint32_t stream) const;
    std::array<double, coordinateCount> coordinates(const Demand &demand) const;
    const Grid<float> &mixing() const { return m_mixing; }  // W, [features x coordinateCount]
    double noise() const;                                   // standard deviation

private:
    Grid<float> m_mixing;
    double m_turn;
};

}  // namespace touchstone::kernels::cost_aware_gate
