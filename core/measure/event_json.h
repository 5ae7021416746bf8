// The lines that touchstone-bench writes for its caller, one JSON object each: the session (a
// bundle without results) before the first kernel, an event per step, each with the result of a
// kernel as soon as it is there, and the session again after the last kernel, or why there is no
// result. A result travels once.
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
// The program ends without a result; its exit code says whether it was used wrongly.
struct SessionFailed {
    Text message;
};
using BenchLine = std::variant<BenchEvent, SessionStarted, SessionFinished, SessionFailed>;

// Without a line end.
std::string toJsonLine(const BenchEvent &event);
std::string toJsonLine(const SessionStarted &session);
std::string toJsonLine(const SessionFinished &session);
std::string toJsonLine(const SessionFailed &failed);
Result<BenchLine> benchLineFromJson(std::string_view line);

}  // namespace touchstone::measure
