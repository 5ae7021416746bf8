// What a measurement leaves behind: plain values, and their JSON (touchstone-bundle/1).
#pragma once

#include "base/result.h"
#include "base/terms.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace touchstone::measure {

enum class RunStatus { Ok, Failed, Noisy, Invalid, Crashed, TimedOut, Cancelled };
enum class RatioVerdict { Faster, Slower, Equivalent, Unresolved, Noisy, Invalid };
using touchstone::Evidence;

std::string_view toWord(RunStatus);
std::string_view toWord(RatioVerdict);
using touchstone::toWord;
std::optional<RunStatus> runStatusFromWord(std::string_view);
std::optional<RatioVerdict> ratioVerdictFromWord(std::string_view);
using touchstone::evidenceFromWord;

// Named dimensions in order, e.g. {{"tokens", 64}, {"width", 2048}}; values from 0 on.
using Sizes = std::vector<std::pair<std::string, std::int64_t>>;
// Parameters of a figure in order, e.g. {{"tau", 0.9}}.
using Parameters = std::vector<std::pair<std::string, double>>;

struct VerificationResult {
    bool passed = false;
    int shapes = 0;
    int seeds = 0;
    double maxError = 0;  // infinity when an output was not finite; null in JSON
    double tolerance = 0;
    std::string message;  // why it failed, English; empty when passed
};

struct VariantResult {
    std::string id;
    std::string role;       // a word of roleTerms
    std::string operation;  // id in kernel.json; "" in results older than operations
    std::string group;      // shapes of one group may be averaged
    std::string shape;      // label for people, e.g. "64x2048"
    Sizes sizes;            // of the shape; empty in results older than sizes
    double medianNs = 0;    // of one call
    double medianLowNs = 0, medianHighNs = 0;  // 95 % sign-test interval; 0 when not known
    std::vector<double> samplesNs;  // every sample kept or dropped, in order, of one call
    std::vector<int> sampleWorker;  // worker process of each sample
    std::vector<bool> sampleKept;   // false: dropped by the contamination gate
    double flops = 0, bytes = 0;    // of one call
    double peakShare = 0;           // of the probed limit (t_min / median); 0 when not probed
    // Whose probed peak bounds it where it is dense: "fp32" or "int8"; "" where bytes alone do, and
    // in older results.
    std::string arithmetic;
    bool weakBaseline = false;
};

// Baseline over technique, of times or of another quantity; above 1 the technique is better.
struct RatioResult {
    std::string baseline, technique;
    std::string quantity = "time";
    std::string operation, group;  // as in VariantResult
    std::string shape;             // "" = geometric mean over the shapes of operation and group
    Sizes sizes;                   // of the shape; empty for a mean
    Evidence evidence = Evidence::Measured;
    Parameters at;                        // of the quality figures that it was computed from
    double ratio = 0, low = 0, high = 0;  // reported interval: sqrt(w^2 + floor^2) in ln
    double floor = 0;                     // layout floor, relative (0.01 = 1 %)
    int rounds = 0, kept = 0, workers = 0;
    std::optional<double> limit;  // bound from algebra or probes
    RatioVerdict verdict = RatioVerdict::Unresolved;
};

struct QualityResult {
    std::string metric, variant;
    double value = 0;
    std::optional<double> low, high;
    std::string unit;
    Parameters at = {};  // e.g. {{"tau", 0.9}}
    std::vector<double> perSeed =
            {};  // one value per seed, in the order of the seeds; may be empty
    // Results written before there was this field came from kernels that ran their code here.
    Evidence evidence = Evidence::Measured;
};

struct KernelResult {
    std::string runId;      // unique; bundles merge by it
    std::string startedAt;  // ISO 8601, UTC
    std::string kernel, preset, device, deviceName;
    int kernelVersion = 1;
    int threads = 1;
    RunStatus status = RunStatus::Ok;
    std::string message;  // why it is not Ok, English
    VerificationResult verification;
    std::vector<VariantResult> variants;
    std::vector<RatioResult> ratios;
    std::vector<QualityResult> quality;
    std::map<std::string, std::string> plan;  // rounds, workers, seed, budget, calls per sample ...
};

// Free-form facts, shown as they are: "cpu" -> "AMD EPYC", "l3" -> "32 MiB" ...
using Facts = std::map<std::string, std::string>;

struct Machine {
    std::string id;    // stable for this machine, no personal data
    std::string name;  // CPU model, cores
    Facts facts;
};

struct Probes {
    std::map<std::string, double>
            values;  // "fma_1t_gflops", "read_1t_gbps", "copy_all_gbps", "timer_ns" ...
};

// Trials of identical code, two variants of it.
struct IdenticalPair {
    int trials = 0, different = 0;        // the latter: called different, with the floor
    double ratio = 1, low = 1, high = 1;  // over all workers of all trials, before the floor
};

struct Certificate {
    std::string at;
    double falsePositiveRate = 0, falsePositiveHigh = 0;
    int trials = 0;
    double floor = 0, medianHalfWidth = 0, detectedShare = 0;
    // Buffers of the size of the last cache: both variants read one; each reads its own. None in
    // certificates older than that.
    std::optional<IdenticalPair> sharedBuffer = {}, ownBuffers = {};
};

struct Bundle {
    Machine machine;
    Facts environment;
    std::optional<Certificate> certificate;
    Probes probes;
    std::vector<KernelResult> results;
};

std::string toJson(const Bundle &bundle, int indent = 1);
// Errors name the place, e.g. "results[2].ratios[0].low". NaN and Infinity are refused, and so is
// what contradicts itself: a value outside its interval, a verdict that the interval does not
// carry, an interval wholly above its own limit that is not called invalid, a verification that
// passed beyond its tolerance, a ratio of times that were not taken, two results with one run_id.
Result<Bundle> bundleFromJson(std::string_view json);
std::string toJson(const KernelResult &result, int indent = -1);
Result<KernelResult> kernelResultFromJson(std::string_view json);
// Objects as a bundle holds them.
std::string toJson(const Machine &machine);
std::string toJson(const Facts &facts);
std::string toJson(const Probes &probes);
std::string toJson(const Certificate &certificate, int indent = 1);
Result<Machine> machineFromJson(std::string_view json);
Result<Facts> factsFromJson(std::string_view json);
Result<Probes> probesFromJson(std::string_view json);
Result<Certificate> certificateFromJson(std::string_view json);

// Half of the region in which two variants count as equally fast: |ln ratio| <= 0.02, about 2 %.
inline constexpr double equivalenceMargin = 0.02;
// A limit counts work, and both variants run at rates of their own: a baseline that moves more data
// may reach less of the peak (attention over all keys against tiles that fit a cache: 2 to 4 %).
// Of ln of a ratio of times: this far beyond the limit a ratio is shown with a remark, further it
// is invalid.
inline constexpr double rateSlack = 0.1;

// One sentence for a ratio alone; see measuring.md 11.
Text verdictSentence(const RatioResult &ratio);
Text certificateSentence(const Certificate &certificate);
// A factor as it is printed: "1.043", "2.31", "12.0".
std::string shownFactor(double value);

// The same measurements as Google Benchmark writes them (--benchmark_out), one entry per variant
// and shape: raw samples as repetitions, then mean, median and stddev as aggregates.
std::string toGoogleBenchmarkJson(const Bundle &bundle);

}  // namespace touchstone::measure
