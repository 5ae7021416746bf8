// Quality figures of kernel.cpp.
#pragma once

#include "kernels/kernel.h"

namespace touchstone::kernels::sim_precomputed_answers {

// Hits, false hits, recall and the time that a question takes, of questions that users ask, over
// five worlds. One world after the other: looks at setup.stop in each.
Result<std::vector<Quality>> storeQuality(const Setup &setup);

}  // namespace touchstone::kernels::sim_precomputed_answers
