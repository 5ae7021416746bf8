// Weights that take seconds to train and are asked for several times: by the operations that are
// timed, by each of their workers and by the study. Kept in memory, and in Setup::cacheFolder where
// there is one.
#pragma once

#include "kernels/blocks/tape.h"
#include "kernels/kernel.h"

namespace touchstone::kernels {

using TrainedWeights = std::vector<Grid<float>>;

// The weights of `name` and the effort of the setup: kept ones, or those that train() makes. name:
// all that the training depends on, with the kernel, a version that is raised when its code
// changes, and the seed; of letters, digits and '-'. train: looks at setup.stop. Errors: cancelled.
// Files that cannot be read or written are made again or done without. From any thread.
Result<TrainedWeights> trained(const Setup &setup, const std::string &name,
                               const std::function<TrainedWeights()> &train);

}  // namespace touchstone::kernels
