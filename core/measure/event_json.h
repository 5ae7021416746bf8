// BenchEvents as JSON lines: how touchstone-bench tells its caller how far it is.
#pragma once

#include "bench_client.h"

namespace touchstone::measure {

// Without a line end.
std::string toJsonLine(const BenchEvent &event);
Result<BenchEvent> benchEventFromJson(std::string_view line);
// The bundle without results, sent once before the first kernel.
std::string sessionLine(const Bundle &head);

}  // namespace touchstone::measure
