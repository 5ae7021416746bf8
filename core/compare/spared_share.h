// For claims whose ratio our own generator decides, by how much of the work it lets the technique
// spare (questions that hit a store, say): the share from which the claim would hold.
//
// Amdahl's law with an overhead: of the baseline's time the technique takes s + (1 - h), where h is
// the share it spares and s what sparing costs. The limit of the ratio, 1 / (1 - h), has no s.
#pragma once

#include "compare/verdict.h"

namespace touchstone::compare {

struct SparedShare {
    double here = 0;    // of this run: 1 - 1 / limit
    double needed = 0;  // for the claimed factor: 1 - 1 / claimed + s; above 1: no share suffices
};
// nullopt without a limit above 1, or where the ratio lies beyond it.
std::optional<SparedShare> sparedShare(const measure::RatioResult &ratio, double claimed);
// A sentence about it; `name` is that of the share.
Text sparedShareWords(const SparedShare &share, const Text &name);

}  // namespace touchstone::compare
