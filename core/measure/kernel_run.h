// One kernel from verification to result: the orchestrating side of measuring.md.
#pragma once

#include "bench_client.h"
#include "kernels/kernel.h"
#include "measure/results/estimate.h"
#include "worker_link.h"

namespace touchstone::measure {

// What holds for every run of a session.
struct Session {
    Machine machine;
    Facts environment;
    Probes probes;
    double floor = 0;  // layout floor, relative
    // How many times faster than its probes the machine may be: 1 when they were taken in calm. On
    // a busy one, other work shares caches and, with simultaneous multithreading, the core itself.
    double probeSlack = 1;
    std::optional<Certificate> certificate;
};

struct RunSettings {
    WorkerProgram worker;
    std::string preset = "small";  // or "sweep"
    std::string device = "cpu", deviceName;
    int threads = 1;
    double budgetSeconds = 0;  // 0: the preset's default
    bool cold = false;
    bool verify = true;  // false for the instrument's own kernels, whose variants are known
    std::uint64_t seed = 1;
    std::filesystem::path cacheFolder;
};

// Raw material of a result.
struct Measurement {
    VerificationResult verification;
    std::vector<ShapeCalibration> calibrations;     // by shape
    std::vector<long> calls;                        // by shape: calls per batch
    std::vector<std::vector<WorkerRounds>> rounds;  // by shape: its workers
    std::map<std::pair<std::size_t, std::size_t>, std::vector<double>> joules;  // shape, variant
    std::vector<kernels::Quality> quality;
};

bool timed(const kernels::Comparison &comparison);
std::vector<bool> timedVariants(const kernels::Kernel &kernel);

using EventSink = std::function<void(const BenchEvent &)>;

// Always gives a result; its status and message say what went wrong. Sends KernelStarted,
// Progress and KernelFinished. May probe the machine again, and then updates session.probes.
KernelResult runKernel(const kernels::Kernel &kernel, const RunSettings &settings, Session &session,
                       const EventSink &events, std::stop_token stop);

}  // namespace touchstone::measure
