// The lines that touchstone-bench writes for its caller, one JSON object each: the session (a
// bundle without results) before the first kernel, an event per step, each with the result of a
// kernel as soon as it is there, and the session again after the last kernel. A result travels
// once.
#pragma once

#include "bench_client.h"

#include <variant>

namespace touchstone::measure {

struct SessionStarted {
    Bundle head;  // without results
};
struct SessionFinished {
    Bundle head;  // with what was probed in the meantime
};
using BenchLine = std::variant<BenchEvent, SessionStarted, SessionFinished>;

// Without a line end.
std::string toJsonLine(const BenchEvent &event);
std::string toJsonLine(const SessionStarted &session);
std::string toJsonLine(const SessionFinished &session);
Result<BenchLine> benchLineFromJson(std::string_view line);

}  // namespace touchstone::measure
