// What is measured once per session and then holds for every run: probes and the layout floor. Kept
// in a private folder until the machine restarts, half a day passes or the program changes.
#pragma once

#include "folders.h"
#include "kernel_run.h"

namespace touchstone::measure {

struct SessionOptions {
    WorkerProgram worker;
    std::string device = "cpu";
    int threads = 1;
    std::filesystem::path folder = cacheFolder();  // empty: nothing is kept
    bool fresh = false;                            // probe again even when figures are there
};
// When the machine is too busy for a floor, at least 0.02 is assumed, said in the environment and
// not kept.
// An Error when the device cannot be opened or probing was cancelled.
Result<Session> openSession(const SessionOptions &options, const std::stop_token &stop);

// Layout floor (estimate.h) of copies of one source at different addresses, each ratio over eight
// workers with buffers of their own, as in a measurement; at least 0.01. About three seconds.
// ErrorCode::Busy when every round was disturbed.
struct LayoutFloor {
    double value = 0;      // relative
    double keptShare = 0;  // of the rounds; below 0.7 the machine was busy: the value says little
};
Result<LayoutFloor> measureLayoutFloor(const WorkerProgram &worker, const std::stop_token &stop);

// The certificate of this machine, when one was made; folder as above.
std::optional<Certificate> storedCertificate(const std::filesystem::path &folder);
Result<> storeCertificate(const std::filesystem::path &folder, const Certificate &certificate);

}  // namespace touchstone::measure
