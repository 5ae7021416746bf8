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

// The same of figures that a person entered in place of those of `before`: of a change between two
// units ("from 1.3 TB to 103 GB") their scale, which the figures do not hold, stays as long as the
// unit does.
std::optional<NormalisedClaim> factorFromEntered(const Claim &before, const Claim &entered);

// What becomes of a claim whose figures a person entered: decided on, without flags. Its factor
// follows from the figures; where these are the old ones, it is the old one, which may rest on
// words of the sentence or on a person's own.
Claim editedClaim(const Claim &before, Claim entered);

}  // namespace touchstone
