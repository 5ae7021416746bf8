// How long one question takes: a distribution, of which the harness, which times whole calls, sees
// the mean only.
#pragma once

#include "kernels/systems/sim-precomputed-answers/decoder.h"
#include "kernels/systems/sim-precomputed-answers/index.h"

#include <stop_token>

namespace touchstone::kernels::sim_precomputed_answers {

struct Latency {
    double p50 = 0, p99 = 0;  // microseconds
};

// Quantiles over the questions of a search before the model (lists.lists > 0), or of the model for
// each, on the calling thread. Ends early, with nothing of use, when asked to.
Latency latencyOf(const ListsView &lists, const Decoder &decoder, std::span<const float> queries,
                  std::size_t dimension, const std::stop_token &stop);

}  // namespace touchstone::kernels::sim_precomputed_answers
