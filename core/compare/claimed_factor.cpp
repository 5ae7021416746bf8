#include "compare/claimed_factor.h"

#include "compare/limit_share.h"

#include <cmath>

namespace touchstone::compare {

std::optional<Claimed> claimedOf(const Claim &claim, const Metric *metric)
{
    // "87.5 % of the theoretical limit" is no factor of the technique over its baseline.
    if (!claim.normalised || isLimitShare(claim) || (metric && metric->isQuality)) {
        return std::nullopt;
    }
    const NormalisedClaim &n = *claim.normalised;
    if (!std::isfinite(n.factor) || n.factor <= 0) {
        return std::nullopt;
    }
    Claimed claimed;
    claimed.claimId = claim.id;
    claimed.factor = n.factor;
    claimed.low = n.low;
    claimed.high = n.high;
    claimed.bound = claim.kind == ClaimKind::Bound || claim.qualifier == Qualifier::UpTo
                    || claim.qualifier == Qualifier::AtLeast
                    || claim.qualifier == Qualifier::AtMost;
    // A person who confirmed or edited the claim has decided what the flags asked.
    claimed.flagged = !claim.flags.isEmpty() && claim.status == ClaimStatus::Extracted;
    return claimed;
}

std::optional<Claimed> claimedOverhead(const Claim &claim)
{
    if (claim.metric != QLatin1String("overhead") || claim.value <= -100) {
        return std::nullopt;
    }
    Claimed claimed;
    claimed.claimId = claim.id;
    claimed.factor = 1 / (1 + claim.value / 100);
    return claimed;
}

}  // namespace touchstone::compare
