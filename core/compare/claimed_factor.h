// What a claim says as an improvement factor; above 1 is better.
#pragma once

#include "compare/comparison.h"

#include <optional>

namespace touchstone::compare {

// nullopt: a claim of quality, or one whose figure gives no factor. metric: nullptr when unknown.
std::optional<Claimed> claimedOf(const Claim &claim, const Metric *metric);
// "Adds p % of time" beside a timed ratio is the factor 1 / (1 + p / 100); no overhead is 1.
std::optional<Claimed> claimedOverhead(const Claim &claim);

}  // namespace touchstone::compare
