// The orchestrator's end of one worker process: starts it, holds the watch, tells how it ended.
#pragma once

#include "child.h"
#include "measure/results/results.h"
#include "protocol.h"

#include <nlohmann/json_fwd.hpp>

#include <functional>

namespace touchstone::measure {

struct WorkerProgram {
    std::filesystem::path program;
    std::vector<std::string> arguments{"worker"};
    std::vector<std::string> environment;  // "NAME=value", beside what scrubbing leaves
    // 0: the allowances that workers announce; above: no silence may be longer (seconds). Tests.
    double longestSilence = 0;
};

struct WorkerEnd {
    RunStatus status = RunStatus::Ok;  // Ok, Failed, Crashed, TimedOut or Cancelled
    std::string message;               // why it is not Ok, English
    Text reason;                       // the same for people
};

// Runs one worker to its end. line gets every event but "done" and "failed".
WorkerEnd runWorkerProcess(const WorkerProgram &program, const WorkerRequest &request,
                           std::stop_token stop,
                           const std::function<void(const nlohmann::json &)> &line);

}  // namespace touchstone::measure
