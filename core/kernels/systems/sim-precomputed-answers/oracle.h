// What kernel.cpp is held against: similarities one product at a time and answers
// as the formulas are written, in double precision, from rows and lists as they were before
// packing.
#pragma once

#include "kernels/systems/sim-precomputed-answers/decoder.h"
#include "kernels/systems/sim-precomputed-answers/index.h"

namespace touchstone::kernels::sim_precomputed_answers {

struct SearchOracle {
    std::span<const float> rows;  // [pairs x dimension]
    std::span<const float> query;
    const Lists *lists = nullptr;  // nullptr: all rows are searched

    double similarity(std::size_t id) const;
    // Whether the very same question is stored.
    bool stored() const;
    // The best similarity that a search of `probes` lists may find; slack widens (or, negative,
    // narrows) which lists count as probed, for centroids that are as good as equally near.
    double best(std::size_t probes, double slack) const;
};

// The last state after all tokens, see decoder.h.
std::vector<double> decodedExactly(const Decoder &decoder, std::span<const float> question);

}  // namespace touchstone::kernels::sim_precomputed_answers
