// Keys of KernelResult::plan of a run by another tool that was given for a claim (foreignClaimKey
// in comparison.h) and holds no ratio: its two figures of quality, by their metric and their
// variants.
#pragma once

namespace touchstone::compare {

inline constexpr const char *foreignMetricKey = "claim_metric";
inline constexpr const char *foreignBaselineKey = "claim_baseline";
inline constexpr const char *foreignTechniqueKey = "claim_technique";

}  // namespace touchstone::compare
