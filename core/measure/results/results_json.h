// Results as JSON values, for documents that hold them as a part: events and bundles.
#pragma once

#include "measure/results/json_place.h"
#include "measure/results/results.h"

namespace touchstone::measure {

nlohmann::ordered_json jsonOf(const KernelResult &result);
nlohmann::ordered_json jsonOf(const Bundle &bundle);
// null when there is none.
nlohmann::ordered_json jsonOf(const std::optional<double> &value);
// They throw Malformed.
Evidence readEvidence(const Place &place);
KernelResult readKernelResult(const Place &place);
Bundle readBundle(const Place &place);
// Texts may come from a driver or a child process: bytes that are no UTF-8 are replaced.
std::string dumped(const nlohmann::ordered_json &json, int indent);

}  // namespace touchstone::measure
