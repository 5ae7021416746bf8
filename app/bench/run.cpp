#include "commands.h"

#include "kernels/catalogue.h"
#include "measure/devices.h"
#include "measure/environment.h"
#include "measure/event_json.h"
#include "measure/shapes.h"

#include <algorithm>
#include <iostream>

namespace touchstone::bench {

namespace {

Result<std::vector<const kernels::Kernel *>> chosenKernels(const Options &options)
{
    std::vector<const kernels::Kernel *> chosen;
    for (const std::string &id : options.kernels) {
        const kernels::Kernel *kernel = kernels::find(id);
        if (!kernel) {
            return fail(ErrorCode::Usage, "{0}: no such kernel; touchstone-bench list shows them",
                        "{0}：没有此内核；可用 touchstone-bench list 查看", id);
        }
        if (std::find(chosen.begin(), chosen.end(), kernel) == chosen.end()) {
            chosen.push_back(kernel);
        }
    }
    for (const auto &kernel : kernels::catalogue()) {
        const bool wanted = options.all || kernel->family() == options.family;
        if (wanted && std::find(chosen.begin(), chosen.end(), kernel.get()) == chosen.end()) {
            chosen.push_back(kernel.get());
        }
    }
    if (chosen.empty() && !options.family.empty()) {
        return fail(ErrorCode::Usage, "{0}: no such family", "{0}：没有此类别", options.family);
    }
    if (chosen.empty()) {
        return fail(ErrorCode::Usage, "name a kernel, or --all, or --family F",
                    "请指定内核，或使用 --all 或 --family F");
    }
    return chosen;
}

measure::KernelResult notRun(const kernels::Kernel &kernel, const measure::RunSettings &settings,
                             const measure::Session &session, measure::RunStatus status,
                             const std::string &why)
{
    measure::KernelResult result;
    result.startedAt = measure::utcNow();
    result.runId = session.machine.id + '-' + result.startedAt + '-' + kernel.id() + "-not-run";
    result.kernel = kernel.id();
    result.kernelVersion = kernel.version();
    result.preset = settings.preset;
    result.device = settings.device;
    result.deviceName = settings.deviceName;
    result.threads = settings.threads;
    result.status = status;
    result.message = why;
    result.verification.message = "not verified";
    return result;
}

// Ends the event stream of a kernel that could not even start.
void finished(const measure::EventSink &events, const measure::KernelResult &result)
{
    measure::BenchEvent event;
    event.kind = measure::BenchEvent::Kind::KernelFinished;
    event.kernel = result.kernel;
    event.fraction = 1;
    event.result = result;
    events(event);
}

void tell(const Options &options, const measure::KernelResult &result)
{
    std::cerr << result.kernel << ": " << toWord(result.status);
    if (!result.message.empty()) {
        std::cerr << " (" << result.message << ')';
    }
    std::cerr << '\n';
    for (const measure::RatioResult &ratio : result.ratios) {
        if (ratio.shape.empty() || result.preset == measure::sweepPreset) {
            std::cerr << "  " << (ratio.shape.empty() ? "" : ratio.shape + ": ")
                      << verdictSentence(ratio).in(options.language) << '\n';
        }
    }
}

measure::RunSettings settingsFor(const Options &options, const measure::DeviceInfo &device)
{
    measure::RunSettings settings;
    settings.worker = ownWorker(options);
    settings.preset = options.sweep ? std::string(measure::sweepPreset) : options.preset;
    settings.device = device.id;
    settings.deviceName = device.name;
    if (const auto set = options.instructionSet; set != kernels::InstructionSet::Best) {
        settings.deviceName += " (" + toWord(set) + ')';  // distinguishes it wherever it is shown
    }
    settings.threads = threadsOf(options);
    settings.budgetSeconds = options.budgetSeconds;
    settings.cold = options.cache == "cold";
    settings.seed = options.seed;
    settings.cacheFolder = measure::cacheFolder();
    return settings;
}

measure::Bundle measured(const Options &options, const std::vector<const kernels::Kernel *> &chosen,
                         const measure::RunSettings &settings, measure::Session &session,
                         const std::stop_token &stop)
{
    const measure::EventSink events = eventSink(options);
    measure::Bundle bundle{
            session.machine, session.environment, session.certificate, session.probes, {}};
    if (options.eventsDescriptor >= 0) {
        writeLine(options.eventsDescriptor, toJsonLine(measure::SessionStarted{bundle}));
    }
    const auto kind =
            settings.device == "cpu" ? kernels::DeviceKind::Cpu : kernels::DeviceKind::OpenCl;
    for (const kernels::Kernel *kernel : chosen) {
        using measure::RunStatus;
        if (stop.stop_requested()) {
            bundle.results.push_back(
                    notRun(*kernel, settings, session, RunStatus::Cancelled, "cancelled"));
            finished(events, bundle.results.back());
        } else if (!kernel->supports(kind)) {
            bundle.results.push_back(notRun(*kernel, settings, session, RunStatus::Failed,
                                            "this kernel has no version for " + settings.device));
            finished(events, bundle.results.back());
        } else {
            bundle.results.push_back(runKernel(*kernel, settings, session, events, stop));
        }
        tell(options, bundle.results.back());
    }
    bundle.probes = session.probes;
    if (options.eventsDescriptor >= 0) {
        const measure::Bundle head{
                bundle.machine, bundle.environment, bundle.certificate, bundle.probes, {}};
        writeLine(options.eventsDescriptor, toJsonLine(measure::SessionFinished{head}));
    }
    return bundle;
}

}  // namespace

int run(const Options &options, const std::stop_token &stop)
{
    const auto chosen = chosenKernels(options);
    if (!chosen) {
        return report(options, chosen.error());
    }
    if (const auto possible = outputCanBeWritten(options); !possible) {
        return report(options, possible.error());
    }
    if (const auto possible = threadsArePossible(options); !possible) {
        return report(options, possible.error());
    }
    const kernels::InstructionSet set = options.instructionSet;
    if (const auto possible = kernels::available(set); !possible) {
        return report(options, possible.error());
    }
    const measure::WorkerProgram worker = ownWorker(options);
    measure::DeviceInfo device{"cpu", measure::describeMachine().name, "CPU", {}, {}};
    if (options.device != "cpu") {
        const auto found = measure::findDevices(worker, stop);
        const auto fitting = found ? measure::chooseDevice(options.device, *found)
                                   : Result<measure::DeviceInfo>(passOn(found.error()));
        if (!fitting) {
            return report(options, fitting.error());
        }
        device = *fitting;
    }
    measure::SessionOptions asked;
    asked.worker = worker;
    asked.device = device.id;
    asked.threads = threadsOf(options);
    asked.fresh = options.freshProbes;
    auto session = measure::openSession(asked, stop);
    if (!session && !session.error().cancelled()) {
        return report(options, session.error());
    }
    if (!session) {  // cancelled while probing: the bundle still names every kernel
        session = measure::Session{};
        session->machine = measure::describeMachine();
    }
    const measure::RunSettings settings = settingsFor(options, device);
    for (const auto &[key, fact] : device.facts) {
        session->environment["device " + key] = fact;
    }
    if (set != kernels::InstructionSet::Best) {
        session->environment["held to"] = toWord(set);
        session->environment.erase("highway_target");  // of this process, not of the workers
        session->environment.erase("onednn_isa");
    }
    const measure::Bundle bundle = measured(options, *chosen, settings, *session, stop);
    const std::string json =
            options.format == "google-benchmark" ? toGoogleBenchmarkJson(bundle) : toJson(bundle);
    if (const int code = writeMachineOutput(options, json); code != exitDone) {
        return code;
    }
    if (stop.stop_requested()) {
        return exitInterrupted;
    }
    const bool fine = std::all_of(bundle.results.begin(), bundle.results.end(), [](const auto &r) {
        return r.status == measure::RunStatus::Ok || r.status == measure::RunStatus::Noisy;
    });
    return fine ? exitDone : exitFailed;
}

}  // namespace touchstone::bench
