// Correctness first: a kernel is checked against its oracle before it is timed, and the timed
// outputs again afterwards (measuring.md, point 9).
#pragma once

#include "kernels/kernel.h"
#include "measure/results/results.h"

namespace touchstone::measure {

struct VerifyOptions {
    int threads = 1;
    kernels::OpenClDevice *device = nullptr;
    std::filesystem::path cacheFolder;
    std::uint64_t seed = 1;
    int seeds = 5;
    std::stop_token stop;
    // Called before each step; expectedSeconds is a generous guess of run() on a slow machine, 0
    // while preparing or checking.
    std::function<void(std::string_view stage, const std::string &shape, double fraction,
                       double expectedSeconds)>
            step;
};

// Every variant on at least three shapes (odd ones first, then the preset's) and on several seeds:
// outputs poisoned, inputs read-only, red zones looked at, run twice. A failure is a result whose
// message names variant, shape and seed; an Error means that the kernel could not be prepared.
Result<VerificationResult> verify(const kernels::Kernel &kernel, kernels::Preset preset,
                                  const VerifyOptions &options);

// One run of one variant from poisoned outputs. Returns what is wrong, "" when nothing is.
// The largest error in units of its tolerance is kept in into.
Result<std::string> verifyRun(kernels::Problem &problem, kernels::Memory &memory,
                              std::size_t variant, const kernels::Sampling &sampling,
                              VerificationResult &into);

// Checks what the last run left without running again; as verifyRun.
Result<std::string> checkOutputs(kernels::Problem &problem, kernels::Memory &memory,
                                 std::size_t variant, const kernels::Sampling &sampling,
                                 VerificationResult &into);

// Seconds that one call may be expected to take on a slow machine (1 GFLOP/s, 1 GB/s).
double slowMachineSeconds(const kernels::Work &work);

}  // namespace touchstone::measure
