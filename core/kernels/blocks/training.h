// Training of small networks: a loss that is recorded on a tape, and Adam.
#pragma once

#include "kernels/blocks/tape.h"

#include <stop_token>

namespace touchstone::kernels {

struct Descent {
    std::size_t steps = 0;
    double rate = 0;  // of the first step; falls to 0 on half a cosine
    std::stop_token stop{};
};
// lossOf(tape, step): records the loss of a batch, [1 x 1], on an empty tape. Ends early where a
// stop is requested.
void train(const std::vector<Weight<float> *> &weights, const Descent &descent,
           const std::function<Var(Tape<float> &tape, std::size_t step)> &lossOf);

}  // namespace touchstone::kernels
