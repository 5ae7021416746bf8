// Quality figures of sim_precomputed_answers.cpp.
#pragma once

#include "kernels/kernel.h"

namespace touchstone::kernels::answers {

constexpr double kThreshold = 0.8;  // cosine from which a stored question counts as the same
constexpr std::size_t kProbes = 8;  // lists that a search looks at

// Hits, false hits and recall of questions that users ask, over five worlds.
Result<std::vector<Quality>> storeQuality(const Setup &setup);

}  // namespace touchstone::kernels::answers
