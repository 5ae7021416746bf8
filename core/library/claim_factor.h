// The improvement factor that follows from a claim's figures, for claims that a person enters or
// edits. Claims that are extracted have more to go by: the words around the figure
// (importing/claims/normalise.cpp).
#pragma once

#include "library/claim.h"
#include "library/vocabulary.h"

namespace touchstone {

// From value, valueHigh, from, kind and direction. nullopt: a metric of quality, a kind that gives
// no factor (an absolute value, a bound ...), or figures that give none (a reduction by 100 %).
// from and value of ClaimKind::FromTo count in the same unit.
std::optional<NormalisedClaim> factorFromFigures(const Claim &claim, const Metric *metric);

}  // namespace touchstone
