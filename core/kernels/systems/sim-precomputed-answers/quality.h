// Quality figures of kernel.cpp, and what it shares with them.
#pragma once

#include "kernels/kernel.h"
#include "kernels/systems/sim-precomputed-answers/index.h"
#include "kernels/systems/sim-precomputed-answers/topics.h"

#include <algorithm>

namespace touchstone::kernels::sim_precomputed_answers {

constexpr double threshold = 0.8;  // cosine from which a stored question counts as the same
constexpr std::size_t probes = 8;  // lists that a search looks at

inline bool hit(const Match &match)
{
    return match.id >= 0 && double(match.similarity) >= threshold;
}

// The world of a shape.
inline World worldOf(const Setup &setup, std::uint64_t seed)
{
    return {std::size_t(setup.shape.at("topics")), std::size_t(setup.shape.at("dimension")), seed};
}
// Numbers of a stored answer.
inline std::size_t answerNumbers(const Setup &setup)
{
    return std::size_t(std::min<std::int64_t>(64, setup.shape.at("width")));
}

// Hits, false hits, recall and the time that a question takes, of questions that users ask, over
// five worlds. One world after the other: looks at setup.stop in each.
Result<std::vector<Quality>> storeQuality(const Setup &setup);

}  // namespace touchstone::kernels::sim_precomputed_answers
