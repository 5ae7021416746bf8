// Starts touchstone-bench as a child and follows it: what the window and the command line use, so
// that kernels never run inside them. Blocking; call it from a worker thread.
#pragma once

#include "base/result.h"
#include "measure/results/results.h"

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace touchstone::measure {

struct BenchRequest {
    std::vector<std::string> kernels;
    std::string preset = "small";
    std::string device = "cpu";  // "cpu", "opencl:N" or a part of a device name
    int threads = 0;             // 0: all cores but one
    double budgetSeconds = 0;    // 0: the preset's default, per kernel
    bool sweep = false;
};

struct BenchEvent {
    enum class Kind { KernelStarted, Progress, KernelFinished };
    Kind kind = Kind::Progress;
    std::string kernel;
    std::string stage;  // "preparing", "verifying", "calibrating", "timing", "quality"
    std::string shape;
    double fraction = 0;  // of this kernel, 0..1
    int rounds = 0, kept = 0;
    std::optional<double> ratio, low, high;  // live interval
    std::optional<KernelResult> result;      // KernelFinished
};

// The bench program beside the running executable, or TOUCHSTONE_BENCH when set.
std::filesystem::path defaultBenchProgram();

// The bundle holds every kernel asked for, also those that failed, crashed or were cancelled.
// An Error means that no bundle could be had at all (program missing, unknown kernel or device).
Result<Bundle> runBench(const BenchRequest &request,
                        const std::function<void(const BenchEvent &)> &events, std::stop_token stop,
                        const std::filesystem::path &program = defaultBenchProgram());

// `touchstone-bench devices --json`: CPU and OpenCL devices with the facts and probes of each.
struct DeviceInfo {
    std::string id;          // "cpu", "opencl:0"
    std::string name, type;  // type: "CPU", "GPU", "accelerator"
    Facts facts;
    Probes probes;
};
Result<std::vector<DeviceInfo>>
listDevices(bool probe, std::stop_token stop,
            const std::filesystem::path &program = defaultBenchProgram());
Result<Certificate> certify(bool quick, const std::function<void(const BenchEvent &)> &events,
                            std::stop_token stop,
                            const std::filesystem::path &program = defaultBenchProgram());

}  // namespace touchstone::measure
