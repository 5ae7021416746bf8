// What the harness (core/measure) sees of a reference kernel: operations with variants, the ratios
// between them, shapes, and problems to run. A Kernel is stateless; prepare() makes a Problem: one
// operation on one shape, with its buffers. Kernels themselves are written against operation.h and
// described by their kernel.json, which this interface is made from.
#pragma once

#include "base/result.h"
#include "base/terms.h"
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

using touchstone::Evidence;
using touchstone::Preset;
using touchstone::Role;

enum class DeviceKind { Cpu, OpenCl };
enum class Effort { Full, Smoke };  // Smoke: tests want to see that a study runs, not its figures

struct Variant {
    std::string id;  // "merged-gemm"; its names are in kernel.json
    Role role = Role::Baseline;
    std::string operation{};  // a variant of two operations is listed once for each
};

// A ratio that the kernel is about, between two variants of one operation; above 1 the technique is
// better. quantity "time" is timed, baseline over technique; any other quantity is the metric of a
// Quality figure of both variants, baseline over technique where lower is better, else the inverse.
struct Comparison {
    std::string baseline, technique;
    std::string quantity = "time";
    std::string operation{};
    bool higherIsBetter = false;
};

// One problem size: named dimensions in a fixed order, e.g. {"tokens", 64}, {"width", 2048}.
struct Shape {
    std::string label;  // "64x2048", unique within a kernel
    std::vector<std::pair<std::string, std::int64_t>> sizes;
    std::string operation{};
    std::string group{};   // geometric means are taken within an operation and a group only
    std::string folder{};  // of the kernel, "<family>/<id>", for messages

    // Aborts on an unknown name, a programming error: the message names kernel.json and operation.
    std::int64_t at(std::string_view name) const;
};

// What one call of a variant must do at least, for rooflines and the validity limit.
enum class Arithmetic { Fp32, Int8 };
struct Work {
    double flops = 0;    // multiply and add count one each; integer operations of bit kernels too
    double bytes = 0;    // compulsory traffic: every input read once, every output written once
    bool dense = false;  // bound by arithmetic: baseline quality is judged against the probed peak
    Arithmetic arithmetic = Arithmetic::Fp32;  // whose peak that is
};

// Oracle result for one variant. error and tolerance in the same norm; exact kernels have tolerance
// 0.
struct Check {
    bool passed = false;
    double error = 0;
    double tolerance = 0;
    std::string norm;  // "relative Frobenius", "max abs", "max ulp", "exact"
};

// A figure beside the times: errors, accuracies, bytes. Made by the functions of blocks/figures.h.
struct Quality {
    std::string metric;  // id in resources/metrics.json, or the kernel's own
    std::string variant;
    double value = 0;                 // mean of perSeed where there are several
    std::optional<double> low, high;  // 95 % interval, where the kernel knows it and seeds do not
    std::string unit;
    std::vector<std::pair<std::string, double>> at{};  // parameters, e.g. {"tau", 0.9}
    // One value for each seed, the same seeds for all variants of a metric: the harness makes the
    // intervals and pairs the seeds of two variants. Empty for figures without chance.
    std::vector<double> perSeed{};
    Evidence evidence = Evidence::Measured;
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
    Effort effort = Effort::Full;       // of quality()
};

// How many units of output a check looks at.
struct Sampling {
    bool all = true;
    std::uint64_t seed = 1;  // draws the units otherwise
};

// Indices are those of Kernel::variants() and Kernel::comparisons(); only variants of the problem's
// own operation may be asked for.
class Problem {
public:
    virtual ~Problem() = default;

    // One call of a variant. On OpenCL it may only enqueue; finish() waits.
    virtual void run(std::size_t variant) = 0;
    virtual void finish() {}
    // Puts back what run() has changed and the next run() needs as it was (a training step's
    // weights). Before every batch, never within a timed one.
    virtual void restore(std::size_t) {}
    // For problems with copies of their outputs on a device: carry what the harness wrote into the
    // host's outputs (poison) over, and bring results back. Never inside a timed round.
    virtual void uploadOutputs() {}
    virtual void fetchOutputs() {}
    // Device time of all run() calls since the last finish(), from profiling events.
    virtual std::optional<double> deviceNanoseconds() const { return std::nullopt; }

    // The outputs that a variant writes, every element of them; nullopt: all outputs.
    virtual std::optional<std::vector<const detail::Slot *>> outputs(std::size_t) const
    {
        return std::nullopt;
    }
    virtual Work work(std::size_t variant) const = 0;
    // Compares what the last run(variant) left in its outputs with a double-precision oracle that
    // shares no code with it.
    virtual Result<Check> check(std::size_t variant, const Sampling &sampling) = 0;
    // Upper bound of a comparison's ratio on this shape from algebra (flop or byte ratio); nullopt
    // when there is none.
    virtual std::optional<double> limit(std::size_t comparison) const = 0;
};

class Kernel {
public:
    virtual ~Kernel() = default;

    virtual std::string id() const = 0;  // the name of its folder
    virtual std::string family() const = 0;
    virtual int version() const { return 1; }  // raised when figures are no longer comparable
    virtual bool supports(DeviceKind kind) const { return kind == DeviceKind::Cpu; }
    virtual const std::vector<Variant> &variants() const = 0;
    virtual const std::vector<Comparison> &comparisons() const = 0;
    virtual const std::vector<Shape> &shapes(Preset preset) const = 0;
    virtual const std::vector<Shape> &sweep() const = 0;      // ascending; may be empty
    virtual const std::vector<Shape> &oddShapes() const = 0;  // prime and tail sizes, small
    virtual bool hasExactIntegers() const { return false; }
    virtual Result<std::unique_ptr<Problem>> prepare(const Setup &setup, Memory &memory) const = 0;
    // Whether quality() looks at a clock: such figures are measured in every run, never kept.
    virtual bool hasTimedFigures() const { return false; }
    // Figures beside the times; setup.shape is the largest shape of the preset. May take minutes at
    // full effort: looks at setup.stop and reports progress.
    virtual Result<std::vector<Quality>> quality(const Setup &) const
    {
        return std::vector<Quality>{};
    }
};

// The variants that a shape has, by index: those of its operation.
std::vector<std::size_t> variantsOn(const Kernel &kernel, const Shape &shape);

}  // namespace touchstone::kernels
