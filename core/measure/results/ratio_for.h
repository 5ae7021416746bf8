// The one rule that chooses the figure beside a claim. The library, the comparison, the charts and
// the exports all ask here, so that they cannot show two figures for one claim.
//
// A pinned run comes first, then runs that can be used, then noisy ones; among equals the newest.
// Runs that failed, were not verified or are mistrusted (trust.h), or whose ratio is beyond its
// limit, are never chosen.
#pragma once

#include "measure/results/results.h"

#include <string>
#include <vector>

namespace touchstone::measure {

// What a claim asks for: an entry of kernel.json without its words.
struct RatioWanted {
    std::string baseline, technique;  // ids; "" = the first whose baseline is not naive
    std::string quantity;             // "" = "time"
    std::string operation, group;     // "" = any
    std::string shape;                // "" = the mean over the shapes
    Parameters at = {};               // of the ratio, in any order; others may be there too
};

// A run of the kernel that is asked for; the results must outlive it.
struct Candidate {
    const KernelResult *result = nullptr;
    std::string at;  // ISO 8601, UTC
    bool pinned = false;
};

struct RatioChoice {
    std::size_t run = 0;  // index among the candidates
    const RatioResult *ratio = nullptr;
};

enum class Counterpart { Strong, Naive };  // which baseline a ratio is taken against

// Whether a figure has all of the parameters that are asked for.
bool holdsAll(const Parameters &wanted, const Parameters &at);
// Whether the result has this variant as a naive baseline.
bool isNaive(const KernelResult &result, const std::string &variant);
// Verified and undisturbed.
bool isUsable(const KernelResult &result);
// Runs that may be compared with a claim at all, in the order of the rule; indices into candidates.
std::vector<std::size_t> ranked(const std::vector<Candidate> &candidates);
// One choice per run that holds the ratio, best first; empty when none does.
std::vector<RatioChoice> ratiosFor(const RatioWanted &wanted,
                                   const std::vector<Candidate> &candidates,
                                   Counterpart counterpart = Counterpart::Strong);
// The ratio of each mistrusted run, to be shown as such.
std::vector<RatioChoice> mistrustedRatiosFor(const RatioWanted &wanted,
                                             const std::vector<Candidate> &candidates);
// The figure to show: the first of ratiosFor.
std::optional<RatioChoice> ratioFor(const RatioWanted &wanted,
                                    const std::vector<Candidate> &candidates);

}  // namespace touchstone::measure
