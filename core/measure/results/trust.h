// Whether a result that came in a file follows from its own samples, and what is kept with it when
// it does not. A result that does not is mistrusted: it is shown with the reason and never answers
// a claim.
#pragma once

#include "measure/results/results.h"

namespace touchstone::measure {

// The file that a bundle was read from.
struct Origin {
    std::string file;    // its name without the folder
    std::string sha256;  // of its bytes, hexadecimal; empty: measured by this library itself

    bool isFile() const { return !sha256.empty(); }
};

// Keys of KernelResult::plan.
inline constexpr char claimKey[] = "claim";  // the claim that another tool's ratio was given for
// KernelResult::preset of what another tool measured.
inline constexpr char foreignPreset[] = "foreign";
// Machine::name where the file of another tool names none.
inline constexpr char unknownMachine[] = "unknown machine";

// Why a result is no measurement that can be followed; nullopt when it is trusted. Kept in
// KernelResult::plan, so that exports carry it.
std::optional<Text> mistrustOf(const KernelResult &result);
void mistrust(KernelResult &result, const Text &reason);
Origin originOf(const KernelResult &result);  // as admit() kept it
// "came from FILE, sha256 0123..."; empty for a run that this library measured itself.
Text originWords(const Origin &origin);

// The door for bundles of files: computes ratios, intervals, verdicts, limits and invalidity again
// from the samples, by the code that measures. What differs becomes mistrusted with the reason, and
// so does what another tool measured; a result that is called ok though its verification failed
// becomes failed; the origin is kept. latest: ISO 8601; a later date is refused with its place.
Result<> admit(Bundle &bundle, const Origin &origin, const std::string &latest);

}  // namespace touchstone::measure
