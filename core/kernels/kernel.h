// What every reference kernel provides: the mechanism of one paper beside strong baselines, at
// kernel scale, with an oracle, the work it does and the bound of what it can gain.
//
// A Kernel is stateless and describes itself; prepare() makes a Problem: one shape, its inputs and
// all variants on them. The harness (core/measure) verifies, times and reports; a kernel looks at a
// clock for quality figures only, where they are quantiles over what one run() hides.
#pragma once

#include "base/result.h"
#include "kernels/memory.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace touchstone::kernels {

class OpenClDevice;  // blocks/opencl.h; only in builds with OpenCL

enum class Role { Baseline, Naive, Technique };
enum class Preset { Small, Medium, Large };
enum class DeviceKind { Cpu, OpenCl };

struct Variant {
    std::string id;  // "merged-gemm"; its names stand in resources/kernels.json
    Role role = Role::Baseline;
};

// A ratio that the kernel is about. quantity "time" is timed, baseline over technique; any other
// quantity is the id of a Quality figure of both variants (simulated systems, byte counts), lower
// being better, again baseline over technique.
struct Comparison {
    std::string baseline, technique;
    std::string quantity = "time";
};

// One problem size: named dimensions in a fixed order, e.g. {"tokens", 64}, {"width", 2048}.
struct Shape {
    std::string label;  // "64x2048", unique within a kernel
    std::vector<std::pair<std::string, std::int64_t>> sizes;

    std::int64_t at(std::string_view name) const;  // aborts on an unknown name: a programming error
};

// What one call of a variant must do at least, for rooflines and the validity limit.
struct Work {
    double flops = 0;    // multiply and add count one each; integer operations of bit kernels too
    double bytes = 0;    // compulsory traffic: every input read once, every output written once
    bool dense = false;  // bound by arithmetic: baseline quality is judged against peak flops
};

// Oracle result for one variant. error and tolerance in the same norm; exact kernels have tolerance
// 0.
struct Check {
    bool passed = false;
    double error = 0;
    double tolerance = 0;
    std::string norm;  // "relative Frobenius", "max abs", "max ulp", "exact"
};

struct Quality {
    std::string metric;  // id in resources/metrics.json, or the kernel's own
    std::string variant;
    double value = 0;
    std::optional<double> low, high;  // 95 % interval where it is a mean over seeds
    std::string unit;
};

using Progress = std::function<void(double fraction, std::string_view what)>;

struct Setup {
    Shape shape;
    std::uint64_t seed = 1;
    int threads = 1;
    bool exactIntegers = false;         // small-integer inputs, where the kernel offers it
    OpenClDevice *device = nullptr;     // nullptr: CPU
    std::filesystem::path cacheFolder;  // for trained inputs; empty: do not cache
    std::stop_token stop;               // preparation may take seconds: look at it
    Progress progress;                  // may be empty
};

class Problem {
public:
    virtual ~Problem() = default;

    // One call of variants()[variant]. On OpenCL it may only enqueue; finish() waits.
    virtual void run(std::size_t variant) = 0;
    virtual void finish() {}
    // For problems with copies of their outputs on a device: carry what the harness wrote into the
    // host's outputs (poison) over, and bring results back. Never inside a timed round.
    virtual void uploadOutputs() {}
    virtual void fetchOutputs() {}
    // Device time of all run() calls since the last finish(), from profiling events.
    virtual std::optional<double> deviceNanoseconds() const { return std::nullopt; }

    virtual Work work(std::size_t variant) const = 0;
    // Compares what the last run(variant) left in the outputs with a double-precision oracle that
    // shares no code with it. May check a sample of rows on large shapes.
    virtual Result<Check> check(std::size_t variant) = 0;
    // Not timed, computed once a run; may take seconds.
    virtual Result<std::vector<Quality>> quality(const Setup &) { return std::vector<Quality>{}; }
    // Upper bound of the ratio of comparisons()[comparison] on this shape from algebra (flop or
    // byte ratio); nullopt when only the probed limits of the machine bound it.
    virtual std::optional<double> limit(std::size_t comparison) const = 0;
};

class Kernel {
public:
    virtual ~Kernel() = default;

    virtual std::string id() const = 0;  // as in resources/kernels.json
    virtual std::string family() const = 0;
    virtual int version() const { return 1; }  // raised when figures are no longer comparable
    virtual bool supports(DeviceKind kind) const { return kind == DeviceKind::Cpu; }
    virtual std::vector<Variant> variants() const = 0;
    virtual std::vector<Comparison> comparisons() const = 0;
    virtual std::vector<Shape>
    shapes(Preset preset) const = 0;                         // ratios are averaged geometrically
    virtual std::vector<Shape> sweep() const { return {}; }  // size sweep, ascending
    virtual std::vector<Shape> oddShapes() const = 0;        // prime and tail sizes, small
    virtual bool hasExactIntegers() const { return false; }
    virtual Result<std::unique_ptr<Problem>> prepare(const Setup &setup, Memory &memory) const = 0;
};

}  // namespace touchstone::kernels
