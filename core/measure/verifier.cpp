#include "verifier.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace touchstone::measure {

namespace {

constexpr std::size_t fewestShapes = 3;

// Two poisons: bytes that keep both were never written. Both read as numbers that no honest result
// contains (a NaN, and 3.4e38).
constexpr std::byte firstPoison{0xFF};
constexpr std::byte secondPoison{0x7F};
// A single byte of a result may hit a poison by chance; four in a row, in both runs, do not.
constexpr std::size_t unwrittenRun = 4;

using Snapshot = std::vector<std::vector<std::byte>>;

bool leftUnwritten(const Snapshot &first, const Snapshot &second)
{
    for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i) {
        std::size_t run = 0;
        for (std::size_t j = 0; j < std::min(first[i].size(), second[i].size()); ++j) {
            const bool kept = first[i][j] == firstPoison && second[i][j] == secondPoison;
            run = kept ? run + 1 : 0;
            if (run >= unwrittenRun) {
                return true;
            }
        }
    }
    return false;
}

// Whether an output no longer holds what it was filled with.
bool touched(const std::vector<const kernels::detail::Slot *> &slots, std::byte poison)
{
    return std::any_of(slots.begin(), slots.end(), [&](const kernels::detail::Slot *slot) {
        const auto bytes = slot->bytes();
        return std::any_of(bytes.begin(), bytes.end(), [&](std::byte b) { return b != poison; });
    });
}

void keepLargest(VerificationResult &into, const kernels::Check &check)
{
    const double error =
            std::isfinite(check.error) ? check.error : std::numeric_limits<double>::infinity();
    const auto share = [](double e, double tolerance) {
        return tolerance > 0 ? e / tolerance
                             : (e > 0 ? std::numeric_limits<double>::infinity() : 0.0);
    };
    if (into.tolerance == 0
        || share(error, check.tolerance) > share(into.maxError, into.tolerance)) {
        into.maxError = error;
        into.tolerance = check.tolerance;
    }
}

std::vector<kernels::Shape> shapesToVerify(const kernels::Kernel &kernel, kernels::Preset preset)
{
    std::vector<kernels::Shape> shapes = kernel.oddShapes();
    const auto add = [&](const std::vector<kernels::Shape> &more) {
        for (const kernels::Shape &shape : more) {
            const bool known = std::any_of(shapes.begin(), shapes.end(), [&](const auto &other) {
                return other.label == shape.label;
            });
            if (!known) {
                shapes.push_back(shape);
            }
        }
    };
    // The timed shapes are checked after timing in any case; their oracles may take seconds.
    if (shapes.size() < fewestShapes) {
        add(kernel.shapes(preset));
        add(kernel.sweep());
    }
    return shapes;
}

class Verification {
public:
    Verification(const kernels::Kernel &kernel, const VerifyOptions &options)
        : m_kernel(kernel), m_options(options), m_variants(kernel.variants())
    {
    }

    // False when the kernel failed; result then gives the reason.
    Result<bool> shape(const kernels::Shape &shape, std::uint64_t seed, bool exact,
                       VerificationResult &result)
    {
        step("preparing", shape, 0);
        kernels::Memory memory;
        kernels::Setup setup;
        setup.shape = shape;
        setup.seed = seed;
        setup.threads = m_options.threads;
        setup.exactIntegers = exact;
        setup.device = m_options.device;
        setup.cacheFolder = m_options.cacheFolder;
        setup.stop = m_options.stop;
        setup.progress = [&](double, std::string_view) { step("preparing", shape, 0); };
        auto problem = m_kernel.prepare(setup, memory);
        if (!problem) {
            return passOn(std::move(problem.error()));
        }
        memory.protectInputs(true);
        for (const std::size_t v : kernels::variantsOn(m_kernel, shape)) {
            step("verifying", shape, slowMachineSeconds((*problem)->work(v)));
            const auto wrong = verifyRun(**problem, memory, v, {}, result);
            if (!wrong) {
                return passOn(wrong.error());
            }
            if (!wrong->empty()) {
                result.message = m_variants[v].id + " on " + shape.label + ", seed "
                                 + std::to_string(seed) + (exact ? ", whole numbers: " : ": ")
                                 + *wrong;
                return false;
            }
        }
        ++m_done;
        return true;
    }
    void setTotal(std::size_t total) { m_total = total; }

private:
    void step(std::string_view stage, const kernels::Shape &shape, double expectedSeconds) const
    {
        if (m_options.step) {
            m_options.step(stage, shape.label, double(m_done) / double(m_total), expectedSeconds);
        }
    }

    const kernels::Kernel &m_kernel;
    const VerifyOptions &m_options;
    const std::vector<kernels::Variant> &m_variants;
    std::size_t m_done = 0, m_total = 1;
};

}  // namespace

double slowMachineSeconds(const kernels::Work &work)
{
    return (std::max(work.flops, 0.0) + std::max(work.bytes, 0.0)) / 1e9;
}

Result<std::string> checkOutputs(kernels::Problem &problem, kernels::Memory &memory,
                                 std::size_t variant, const kernels::Sampling &sampling,
                                 VerificationResult &into)
{
    if (!memory.redZonesIntact()) {
        return std::string("wrote outside its buffers");
    }
    const Result<kernels::Check> check = problem.check(variant, sampling);
    if (!check) {
        return passOn(check.error());
    }
    keepLargest(into, *check);
    // The kernel's own word is not enough: the figures must agree with it.
    if (!check->passed || !(check->error <= check->tolerance)) {
        return "error " + detail::shown(check->error) + " exceeds "
               + detail::shown(check->tolerance) + " (" + check->norm + ')';
    }
    return std::string();
}

Result<std::string> verifyRun(kernels::Problem &problem, kernels::Memory &memory,
                              std::size_t variant, const kernels::Sampling &sampling,
                              VerificationResult &into)
{
    const auto all = memory.outputs();
    const auto own = problem.outputs(variant).value_or(all);
    std::vector<const kernels::detail::Slot *> others;
    std::copy_if(all.begin(), all.end(), std::back_inserter(others), [&](const auto *slot) {
        return std::find(own.begin(), own.end(), slot) == own.end();
    });
    Snapshot first;
    for (const std::byte poison : {firstPoison, secondPoison}) {
        memory.poisonOutputs(poison);
        problem.uploadOutputs();
        problem.restore(variant);
        problem.run(variant);
        problem.finish();
        problem.fetchOutputs();
        auto wrong = checkOutputs(problem, memory, variant, sampling, into);
        if (!wrong || !wrong->empty()) {
            return wrong;
        }
        if (touched(others, poison)) {
            return std::string("wrote an output that is not its own");
        }
        Snapshot outputs = kernels::snapshot(own);
        if (poison == firstPoison) {
            first = std::move(outputs);
        } else if (leftUnwritten(first, outputs)) {
            return std::string("left a part of its outputs unwritten");
        }
    }
    return std::string();
}

Result<VerificationResult> verify(const kernels::Kernel &kernel, kernels::Preset preset,
                                  const VerifyOptions &options)
{
    const std::vector<kernels::Shape> shapes = shapesToVerify(kernel, preset);
    VerificationResult result;
    Verification verification(kernel, options);
    const std::size_t exactRuns = kernel.hasExactIntegers() ? shapes.size() : 0;
    verification.setTotal(shapes.size() * std::size_t(options.seeds) + exactRuns);
    for (const kernels::Shape &shape : shapes) {
        for (int i = 0; i < options.seeds + int(exactRuns > 0); ++i) {
            if (options.stop.stop_requested()) {
                return cancelled();
            }
            const bool exact = i == options.seeds;
            const auto right =
                    verification.shape(shape, options.seed + std::uint64_t(i), exact, result);
            if (!right.has_value()) {
                return passOn(right.error());
            }
            result.seeds = std::max(result.seeds, std::min(i + 1, options.seeds));
            if (!*right) {
                return result;
            }
        }
        ++result.shapes;
    }
    result.passed = true;
    return result;
}

}  // namespace touchstone::measure
