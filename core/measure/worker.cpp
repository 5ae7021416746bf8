#include "worker.h"

#include "clock.h"
#include "device_access.h"
#include "energy.h"
#include "huge_pages.h"
#include "plan.h"
#include "protocol.h"
#include "quality_cache.h"
#include "selfcheck.h"
#include "shapes.h"
#include "timing.h"
#include "verifier.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <new>

namespace touchstone::measure {

namespace {

using Json = nlohmann::json;

// Timing workers take two seeds in turn that verification never saw: an answer learnt there is
// wrong here, and trained inputs are made twice only.
constexpr std::uint64_t timingSeeds = 1000;
constexpr int timingSeedCount = 2;
// Checking timed outputs may take longer than timing them: one worker a seed does it.
constexpr int recheckingWorkers = timingSeedCount;

class Worker {
public:
    Worker(const WorkerRequest &request, const kernels::Kernel &kernel,
           kernels::OpenClDevice *device, const EventWriter &events)
        : m_request(request), m_kernel(kernel), m_device(device), m_events(events)
    {
    }

    Result<> verify()
    {
        VerifyOptions options;
        options.threads = m_request.threads;
        options.device = m_device;
        options.cacheFolder = m_request.cacheFolder;
        options.seed = m_request.seed;
        options.step = [&](std::string_view stage, const std::string &shape, double fraction,
                           double expected) {
            announce(stage, shape, fraction,
                     expected > 0 ? preparationAllowance + allowanceFor(expected)
                                  : preparationAllowance);
        };
        const auto preset = presetOf(m_request.preset).value_or(kernels::Preset::Small);
        auto result = touchstone::measure::verify(m_kernel, preset, options);
        if (!result) {
            return passOn(std::move(result.error()));
        }
        m_events.send("verified", shortestAllowance, toJson(*result));
        return {};
    }

    Result<> calibrate()
    {
        return eachShape("calibrating", [&](std::size_t, const kernels::Shape &shape,
                                            Workload &workload, double prepareSeconds) {
            m_events.send(
                    "shape", shortestAllowance,
                    {{"calibration", toJson(calibrateShape(shape, workload, prepareSeconds))}});
            return Result<>{};
        });
    }

    Result<> time()
    {
        return eachShape("timing",
                         [&](std::size_t index, const kernels::Shape &shape, Workload &workload,
                             double) { return timeShape(index, shape, workload); });
    }

    // Cached: figures of one version, preset and seed do not change.
    Result<> quality()
    {
        const kernels::Shape &shape = shapesOf(m_kernel, m_request.preset).back();
        announce("quality", shape.label, 0, preparationAllowance);
        const QualityCache cache(m_request, m_kernel);
        std::optional<std::vector<kernels::Quality>> known = cache.read();
        if (!known) {
            kernels::Setup setup = setupFor(shape, "quality");
            setup.seed = m_request.seed;
            auto figures = m_kernel.quality(setup);
            if (!figures) {
                return passOn(std::move(figures.error()));
            }
            cache.write(*figures);
            known = std::move(*figures);
        }
        m_events.send("quality", shortestAllowance, {{"figures", toJson(*known)}});
        return {};
    }

private:
    void announce(std::string_view stage, const std::string &shape, double fraction,
                  double allowance) const
    {
        m_events.send("stage", allowance,
                      {{"stage", stage}, {"shape", shape}, {"fraction", fraction}});
    }

    kernels::Setup setupFor(const kernels::Shape &shape, std::string_view stage) const
    {
        kernels::Setup setup;
        setup.shape = shape;
        setup.threads = m_request.threads;
        setup.device = m_device;
        setup.cacheFolder = m_request.cacheFolder;
        setup.progress = [this, label = shape.label, stage](double fraction, std::string_view) {
            announce(stage, label, fraction, preparationAllowance);
        };
        return setup;
    }

    template <class Act>
    Result<> eachShape(std::string_view stage, Act act)
    {
        const std::vector<kernels::Shape> &shapes = shapesOf(m_kernel, m_request.preset);
        for (std::size_t i = 0; i < shapes.size(); ++i) {
            announce("preparing", shapes[i].label, double(i) / double(shapes.size()),
                     preparationAllowance);
            Workload::Options options;
            options.setup = setupFor(shapes[i], "preparing");
            options.setup.seed = m_request.seed + timingSeeds
                                 + std::uint64_t(m_request.worker % timingSeedCount);
            options.cold = m_request.cold;
            options.lastLevelCacheBytes = m_request.lastLevelCacheBytes;
            const double before = wallNanoseconds();
            auto workload = Workload::prepare(m_kernel, options);
            if (!workload) {
                return passOn(std::move(workload.error()));
            }
            const double prepareSeconds = (wallNanoseconds() - before) / 1e9;
            announce(stage, shapes[i].label, double(i) / double(shapes.size()), shortestAllowance);
            if (auto done = act(i, shapes[i], *workload, prepareSeconds); !done) {
                return done;
            }
        }
        return {};
    }

    std::vector<std::size_t> timedVariants(const kernels::Shape &shape) const
    {
        std::vector<std::size_t> out;
        for (const std::size_t v : kernels::variantsOn(m_kernel, shape)) {
            if (v < m_request.timedVariants.size() && m_request.timedVariants[v]) {
                out.push_back(v);
            }
        }
        return out;
    }

    ShapeCalibration calibrateShape(const kernels::Shape &shape, Workload &workload,
                                    double prepareSeconds) const
    {
        ShapeCalibration out;
        out.shape = shape;
        out.prepareSeconds = prepareSeconds;
        out.footprintBytes = workload.footprintBytes();
        out.problems = workload.problems();
        const std::size_t variants = m_kernel.variants().size();
        out.nsPerCall.resize(variants);
        out.flops.resize(variants);
        out.bytes.resize(variants);
        out.dense.resize(variants);
        out.arithmetic.resize(variants);
        for (const std::size_t v : kernels::variantsOn(m_kernel, shape)) {
            const kernels::Work work = workload.problem().work(v);
            announce("calibrating", shape.label, 0,
                     allowanceFor(slowMachineSeconds(work) * workload.problems()));
            const bool timed = v < m_request.timedVariants.size() && m_request.timedVariants[v];
            if (timed) {
                out.nsPerCall[v] = calibrated(workload, v, m_request.shortestBatchNs);
                const double before = wallNanoseconds();
                workload.settle(v, 1);
                out.settleNs += std::max(0.0, wallNanoseconds() - before - out.nsPerCall[v]);
            }
            out.flops[v] = work.flops;
            out.bytes[v] = work.bytes;
            out.dense[v] = work.dense;
            out.arithmetic[v] = work.arithmetic;
        }
        // By now every buffer has been written or read.
        constexpr double nearlyAll = 0.9;
        out.onHugePages = hugePageBytes() >= nearlyAll * out.footprintBytes * out.problems;
        for (std::size_t i = 0; i < m_kernel.comparisons().size(); ++i) {
            const bool own = m_kernel.comparisons()[i].operation == shape.operation;
            out.limits.push_back(own ? workload.problem().limit(i) : std::nullopt);
        }
        return out;
    }

    Result<> timeShape(std::size_t index, const kernels::Shape &shape, Workload &workload)
    {
        BlockPlan plan;
        plan.rounds = m_request.rounds;
        plan.calls = m_request.calls.at(index);
        plan.variants = timedVariants(shape);
        const double batchSeconds =
                double(plan.calls + warmingCalls(plan.calls)) * m_request.nsPerCall.at(index) / 1e9;
        const double blockSeconds =
                batchSeconds * 2 * double(plan.variants.size()) * roundsPerBlock;
        const double allowance = allowanceFor(blockSeconds);
        announce("timing", shape.label, 0, allowance);
        if (plan.variants.size() < 2) {
            return {};  // an operation of which only figures are compared
        }
        std::mt19937_64 random(m_request.orderSeed + index);
        std::size_t last = 0;
        timeRounds(workload, plan, random, [&](const std::vector<Round> &block) {
            last = block.back().back().variant;
            m_events.send("rounds", allowance, {{"shape", index}, {"rounds", toJson(block)}});
        });
        if (m_request.worker >= recheckingWorkers) {
            return {};
        }
        const Result<bool> right = recheck(shape, workload, plan.variants, last);
        if (!right.has_value()) {
            return passOn(right.error());
        }
        if (*right) {
            measureEnergy(index, plan, workload, allowance);
        }
        return {};
    }

    // The outputs that timing left are checked as they are; then every variant runs once more from
    // poisoned outputs, on the inputs it was timed on. False when one is wrong.
    Result<bool> recheck(const kernels::Shape &shape, Workload &workload,
                         const std::vector<std::size_t> &variants, std::size_t lastTimed) const
    {
        announce("verifying", shape.label, 0, preparationAllowance);
        kernels::Problem &problem = workload.problem();
        problem.fetchOutputs();
        VerificationResult figures;
        // Every output where that is cheap, otherwise others with every worker.
        const kernels::Sampling sampling{m_request.preset == "small",
                                         m_request.orderSeed + std::uint64_t(m_request.worker)};
        // In cold mode the first problem may not be the one that ran last.
        if (workload.problems() == 1) {
            const auto wrong =
                    checkOutputs(problem, workload.memory(), lastTimed, sampling, figures);
            if (!wrong || !wrong->empty()) {
                return wrong ? reportWrong(shape, lastTimed, *wrong) : passOn(wrong.error());
            }
        }
        for (const std::size_t v : variants) {
            announce("verifying", shape.label, 0, preparationAllowance);
            const auto wrong = verifyRun(problem, workload.memory(), v, sampling, figures);
            if (!wrong || !wrong->empty()) {
                return wrong ? reportWrong(shape, v, *wrong) : passOn(wrong.error());
            }
        }
        return true;
    }

    Result<bool> reportWrong(const kernels::Shape &shape, std::size_t variant,
                             const std::string &what) const
    {
        m_events.send("wrong", shortestAllowance,
                      {{"message", m_kernel.variants()[variant].id + " on " + shape.label
                                           + ", after timing: " + what}});
        return false;
    }

    void measureEnergy(std::size_t index, const BlockPlan &plan, Workload &workload,
                       double allowance)
    {
        EnergyMeter meter;
        if (!meter.readable() || m_device) {
            return;
        }
        for (const std::size_t v : plan.variants) {
            const auto joules = energyOfCall(meter, workload, v, plan.calls);
            if (joules) {
                m_events.send("energy", allowance,
                              {{"shape", index}, {"variant", v}, {"joules", *joules}});
            }
        }
    }

    const WorkerRequest &m_request;
    const kernels::Kernel &m_kernel;
    kernels::OpenClDevice *m_device;
    const EventWriter &m_events;
};

Result<> perform(const WorkerRequest &request, const KernelFinder &find, const EventWriter &events)
{
    DeviceAccess access;
    if (request.task == Task::Devices) {
        auto devices = access.openClDevices(request.cacheFolder);
        if (!devices) {
            return passOn(std::move(devices.error()));
        }
        events.send("devices", shortestAllowance, {{"devices", std::move(*devices)}});
        events.send("broken drivers", shortestAllowance,
                    {{"drivers", DeviceAccess::brokenDrivers()}});
        return {};
    }
    if (auto opened = access.open(request.device, request.cacheFolder); !opened) {
        return opened;
    }
    if (request.task == Task::Probe) {
        events.send("stage", preparationAllowance);
        auto probes = access.probe(request.threads);
        if (!probes) {
            return passOn(std::move(probes.error()));
        }
        constexpr std::string_view prefix = "opencl:";
        if (request.device.starts_with(prefix)) {
            probes->values["device_number"] = std::atof(request.device.c_str() + prefix.size());
        }
        events.send("probes", shortestAllowance, {{"values", probes->values}});
        return {};
    }
    const kernels::Kernel *kernel = selfKernel(request.kernel);
    kernel = kernel ? kernel : find(request.kernel);
    if (!kernel) {
        return fail(ErrorCode::Usage, "{0}: no such kernel", "{0}：没有此内核", request.kernel);
    }
    Worker worker(request, *kernel, access.device(), events);
    switch (request.task) {
    case Task::Verify:
        return worker.verify();
    case Task::Calibrate:
        return worker.calibrate();
    case Task::Time:
        return worker.time();
    case Task::Quality:
        return worker.quality();
    case Task::Devices:
    case Task::Probe:
        break;
    }
    return {};
}

void sendFailure(const EventWriter &events, const std::string &en, const std::string &zh)
{
    events.send("failed", shortestAllowance, {{"en", en}, {"zh", zh}});
}

}  // namespace

int runWorker(const KernelFinder &find, int eventDescriptor)
{
    const EventWriter events(eventDescriptor);
    const std::string input{std::istreambuf_iterator<char>(std::cin), {}};
    const auto request = workerRequestFromJson(input);
    if (!request) {
        sendFailure(events, request.error().message.en, request.error().message.zh);
        return 2;
    }
    try {
        const Result<> done = perform(*request, find, events);
        if (!done) {
            sendFailure(events, done.error().message.en, done.error().message.zh);
            return 1;
        }
    } catch (const std::bad_alloc &) {
        sendFailure(events, "out of memory", "内存不足");
        return 1;
    } catch (const std::exception &error) {
        sendFailure(events, std::string("unexpected error: ") + error.what(),
                    std::string("意外错误：") + error.what());
        return 1;
    }
    events.send("done", shortestAllowance);
    return 0;
}

}  // namespace touchstone::measure
