// What the adapters of kernel.cpp learn: regression on four domains, trained small.
#pragma once

#include "base/result.h"
#include "kernels/kernel.h"

namespace touchstone::kernels::lora_selfroute_merge {

// Held-out squared error over the variance of the targets; 0.01 / that variance is the noise.
struct DomainLosses {
    double lora = 0;      // one adapter of rank 8
    double wideLora = 0;  // one adapter with as many parameters as all experts together
    double routed = 0;    // four experts of rank 8, the best two by a router
    double furina = 0;    // four normalised experts of rank 8 and a shared one, no router
    // Mean entropy in bits of how a token spreads over the experts: ||W^_i x||^2, or the two gates.
    // 2 bits would be no choice at all among four.
    double routedEntropy = 0, furinaEntropy = 0;
};

// Width 64. Each domain k draws x = S_k z + 0.3 n from a 16-dimensional subspace of its own and has
// its own map of rank 4: t = U_k V_k x + 0.1 n. All adapters see the same 400 batches of 128.
DomainLosses trainOnDomains(std::uint64_t seed);

// The figures over five seeds with their intervals.
Result<std::vector<Quality>> domainQuality(const Setup &setup);

}  // namespace touchstone::kernels::lora_selfroute_merge
