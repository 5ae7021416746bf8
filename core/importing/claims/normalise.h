// From the printed figure to one improvement factor; above 1 is always better.
#pragma once

#include "importing/claims/lexicon.h"
#include "library/claim.h"
#include "library/vocabulary.h"

namespace touchstone::importing::claims {

struct Draft;

// Sets direction, normalised and the flags that follow from the wording.
void normalise(Draft &draft, const Vocabulary &vocabulary);

}  // namespace touchstone::importing::claims
