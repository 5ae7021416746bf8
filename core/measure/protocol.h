// What the orchestrator asks of a worker (one JSON document on its standard input) and what the
// worker answers (JSON lines on descriptor 3). A worker does one task and ends.
//
// Every line is a sign of life. "allow_s" of a line is the longest silence that may follow it: the
// worker knows what comes next (a calibrated block, a training), the orchestrator holds the watch.
#pragma once

#include "base/result.h"
#include "kernels/kernel.h"
#include "measure/results/results.h"
#include "measure/results/samples.h"
#include "plan.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace touchstone::measure {

enum class Task { Verify, Calibrate, Time, Quality, Devices, Probe };

struct WorkerRequest {
    Task task = Task::Verify;
    std::string kernel, preset = "small", device = "cpu", cacheFolder;
    int threads = 1;
    int worker = 0;  // number of this worker within the run
    bool cold = false;
    double lastLevelCacheBytes = 0;
    std::uint64_t seed = 1;       // of the inputs
    std::uint64_t orderSeed = 1;  // of the order in the rounds and the places of the buffers
    int rounds = plannedRounds;
    double shortestBatchNs = 1e6;
    std::vector<long> calls;          // by shape; Task::Time
    std::vector<double> nsPerCall;    // by shape: slowest variant, for the watch; Task::Time
    std::vector<bool> timedVariants;  // variants that take part in a time comparison
};
std::string toJson(const WorkerRequest &request);
Result<WorkerRequest> workerRequestFromJson(std::string_view json);

// One shape as a calibrating worker found it.
struct ShapeCalibration {
    kernels::Shape shape;
    double prepareSeconds = 0;
    double footprintBytes = 0;                    // all buffers of one problem
    std::vector<double> nsPerCall;                // by variant; 0 for untimed ones
    std::vector<double> flops, bytes;             // by variant, of one call
    std::vector<bool> dense;                      // by variant
    std::vector<kernels::Arithmetic> arithmetic;  // by variant
    double settleNs = 0;  // settling the caches once for each variant, less the warming calls
    std::vector<std::optional<double>> limits;  // by comparison; none for other operations
    int problems = 1;                           // cold mode: problems in rotation
    bool onHugePages = false;                   // nearly all of the buffers, as large ones can be
};
nlohmann::json toJson(const ShapeCalibration &shape);
ShapeCalibration shapeCalibrationFromJson(const nlohmann::json &json);

nlohmann::json toJson(const std::vector<Round> &rounds);
std::vector<Round> roundsFromJson(const nlohmann::json &json);

// The fields of the "verified" line; an error that is not finite travels as null.
nlohmann::json toJson(const VerificationResult &verification);
VerificationResult verificationFromJson(const nlohmann::json &json);

nlohmann::json toJson(const std::vector<kernels::Quality> &figures);
// Throws Malformed or an exception of the JSON library.
std::vector<kernels::Quality> qualityFromJson(const nlohmann::json &json);

// The answering side: writes lines to the event pipe. Not thread-safe.
class EventWriter {
public:
    explicit EventWriter(int descriptor) : m_descriptor(descriptor) {}
    // Adds "type" and "allow_s" and sends the line.
    void send(const char *type, double allowSeconds, nlohmann::json fields) const;
    void send(const char *type, double allowSeconds) const;

private:
    int m_descriptor;
};

// Silence that every step may have, and how many times its expected duration it may take.
constexpr double shortestAllowance = 10;
constexpr double allowanceFactor = 50;
// Preparing, oracles and quality figures may train a small model: they report on their own, but an
// oracle in double precision on a large shape is one long step.
constexpr double preparationAllowance = 300;
double allowanceFor(double expectedSeconds);

}  // namespace touchstone::measure
