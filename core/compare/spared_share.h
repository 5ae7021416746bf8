// For claims whose ratio our own generator decides, by how much of the work it lets the technique
// spare (questions that hit a store, say): the ratio over that share, from none to all.
//
// Amdahl's law with an overhead: of the baseline's time the technique takes s + (1 - h), where h is
// the share it spares and s what sparing costs. The limit of the ratio, 1 / (1 - h), has no s.
#pragma once

#include "compare/band.h"

namespace touchstone::compare {

// `name` is that of the share. nullopt without a limit above 1, or where the ratio lies beyond it.
std::optional<Band> sparedShareBand(const measure::RatioResult &ratio, const Text &name,
                                    const std::optional<Claimed> &claimed);

}  // namespace touchstone::compare
