#include "session.h"

#include "base/files.h"
#include "environment.h"
#include "measure/results/estimate.h"
#include "measure/results/roofline.h"
#include "plan.h"
#include "selfcheck.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <fstream>
#include <iterator>
#include <map>

namespace touchstone::measure {

namespace {

using Json = nlohmann::json;

constexpr double sessionSeconds = 12 * 3600;
// As many workers as a measurement has: their mean takes out the places of the buffers, and what is
// left is the place of the code. Few rounds each, since all pairs of eight copies share them.
constexpr int floorWorkers = plannedWorkers;
constexpr int floorRounds = roundsPerBlock;
// Below this a floor is luck: placement has moved identical code by about one percent wherever it
// was looked at long enough.
constexpr double leastFloor = 0.01;
constexpr double calmShare = 0.7;
constexpr double assumedFloor = 0.02;

std::string contentOf(const std::filesystem::path &file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// What the figures belong to: another boot, program, thread count or instruction set has its own.
std::string sessionKey(const SessionOptions &options)
{
    std::string boot = contentOf("/proc/sys/kernel/random/boot_id");
    std::erase(boot, '\n');
    std::error_code error;
    const auto changed = std::filesystem::last_write_time(options.worker.program, error);
    std::string key = boot + ' ' + programVersion() + ' '
                      + std::to_string(changed.time_since_epoch().count()) + ' ' + options.device
                      + ' ' + std::to_string(options.threads);
    for (const std::string &argument : options.worker.arguments) {
        key += ' ' + argument;
    }
    return key;
}

std::filesystem::path sessionFile(const SessionOptions &options)
{
    std::string device = options.device;
    std::replace(device.begin(), device.end(), ':', '-');
    std::string name = "session-" + device + '-' + std::to_string(options.threads);
    if (options.worker.arguments.size() > 1) {
        name += '-' + options.worker.arguments.back();  // the instruction set
    }
    return options.folder / (name + ".json");
}

// The folder may be shared by several machines.
std::filesystem::path certificateFile(const std::filesystem::path &folder)
{
    return folder / ("certificate-" + describeMachine().id + ".json");
}

// What no clock and no memory can be: a damaged or edited file is measured again.
bool canBe(const std::map<std::string, double> &probes, double floor)
{
    constexpr double slowestTick = 1e8;
    const auto tick = probes.find("timer_ns");
    return tick != probes.end() && tick->second > 0 && tick->second < slowestTick
           && floor >= leastFloor && floor < 1
           && std::all_of(probes.begin(), probes.end(), [](const auto &probe) {
                  return std::isfinite(probe.second) && probe.second >= 0;
              });
}

bool recall(const SessionOptions &options, Session &session)
{
    try {
        const Json json = Json::parse(contentOf(sessionFile(options)));
        const double age = std::difftime(std::time(nullptr), json.at("time").get<std::time_t>());
        if (json.at("key") != sessionKey(options) || age < 0 || age > sessionSeconds) {
            return false;
        }
        const auto probes = json.at("probes").get<std::map<std::string, double>>();
        const double floor = json.at("floor");
        if (!canBe(probes, floor)) {
            return false;
        }
        session.probes.values = probes;
        session.floor = floor;
        return true;
    } catch (const Json::exception &) {
        return false;  // missing or damaged: measured again
    }
}

void remember(const SessionOptions &options, const Session &session)
{
    const Json json{{"key", sessionKey(options)},
                    {"time", std::time(nullptr)},
                    {"probes", session.probes.values},
                    {"floor", session.floor}};
    if (options.folder.empty()) {
        return;
    }
    // A session that cannot be kept is measured again next time, nothing else.
    static_cast<void>(writeOutput(sessionFile(options), json.dump(1)));
}

tl::unexpected<Error> asError(const WorkerEnd &end)
{
    switch (end.status) {
    case RunStatus::Cancelled:
        return cancelled();
    case RunStatus::TimedOut:
        return tl::unexpected(Error{ErrorCode::TimedOut, end.reason});
    case RunStatus::Failed:
        return tl::unexpected(Error{ErrorCode::DeviceFailed, end.reason});
    default:
        return tl::unexpected(Error{ErrorCode::WorkerCrashed, end.reason});
    }
}

Result<Probes> probe(const SessionOptions &options, std::stop_token stop)
{
    WorkerRequest request;
    request.task = Task::Probe;
    request.device = options.device;
    request.threads = options.threads;
    request.cacheFolder = options.folder.string();
    Probes out;
    const WorkerEnd end =
            runWorkerProcess(options.worker, request, std::move(stop), [&](const Json &event) {
                if (event.at("type") == "probes") {
                    event.at("values").get_to(out.values);
                }
            });
    if (end.status != RunStatus::Ok) {
        return asError(end);
    }
    return out;
}

WorkerRequest floorRequest(const std::string &kernel, Task task)
{
    WorkerRequest request;
    request.task = task;
    request.kernel = kernel;
    request.timedVariants = timedVariants(*selfKernel(kernel));
    request.rounds = floorRounds;
    return request;
}

struct IdenticalPairs {
    std::vector<Estimate> estimates;
    int rounds = 0, kept = 0;
};

void addPairs(const std::vector<WorkerRounds> &workers, std::size_t variants, IdenticalPairs &into)
{
    for (std::size_t a = 0; a < variants; ++a) {
        for (std::size_t b = a + 1; b < variants; ++b) {
            const PairSummary pair = summarise(workers, a, b, GateRules{}, TimeSource::Host);
            into.rounds += pair.rounds;
            into.kept += pair.kept;
            if (const auto found = estimate(pair, 0)) {
                into.estimates.push_back(*found);
            }
        }
    }
}

}  // namespace

Result<LayoutFloor> measureLayoutFloor(const WorkerProgram &worker, const std::stop_token &stop)
{
    IdenticalPairs pairs;
    for (const std::string &kernel : selfKernelIds("self-floor-")) {
        WorkerRequest calibrating = floorRequest(kernel, Task::Calibrate);
        ShapeCalibration shape;
        WorkerEnd end = runWorkerProcess(worker, calibrating, stop, [&](const Json &event) {
            if (event.at("type") == "shape") {
                shape = shapeCalibrationFromJson(event.at("calibration"));
            }
        });
        if (end.status != RunStatus::Ok) {
            return asError(end);
        }
        const double fastest = *std::min_element(shape.nsPerCall.begin(), shape.nsPerCall.end());
        std::vector<WorkerRounds> workers;
        for (int i = 0; i < floorWorkers; ++i) {
            WorkerRequest timing = floorRequest(kernel, Task::Time);
            timing.worker = i;
            timing.orderSeed = std::uint64_t(i) + 1;
            timing.calls = {callsFor(fastest, timing.shortestBatchNs)};
            timing.nsPerCall = {fastest};
            workers.push_back({i, {}});
            end = runWorkerProcess(worker, timing, stop, [&](const Json &event) {
                if (event.at("type") == "rounds") {
                    for (Round &round : roundsFromJson(event.at("rounds"))) {
                        workers.back().rounds.push_back(std::move(round));
                    }
                }
            });
            if (end.status != RunStatus::Ok) {
                return asError(end);
            }
        }
        addPairs(workers, shape.nsPerCall.size(), pairs);
    }
    if (pairs.estimates.empty()) {
        return fail(ErrorCode::Busy, "the machine is too busy: the layout floor was not seen",
                    "机器负载过高：无法测得布局本底");
    }
    return LayoutFloor{std::max(leastFloor, layoutFloor(pairs.estimates)),
                       double(pairs.kept) / double(pairs.rounds)};
}

Result<Session> openSession(const SessionOptions &options, const std::stop_token &stop)
{
    Session session;
    session.machine = describeMachine();
    session.environment = describeEnvironment();
    session.certificate = storedCertificate(options.folder);
    if (!options.fresh && !options.folder.empty() && recall(options, session)) {
        return session;
    }
    auto probes = probe(options, stop);
    if (!probes) {
        return passOn(std::move(probes.error()));
    }
    session.probes = std::move(*probes);
    auto floor = measureLayoutFloor(options.worker, stop);
    if (!floor && floor.error().code == ErrorCode::Busy) {
        session.floor = assumedFloor;
        session.probeSlack = busyProbeSlack;
        session.environment["layout floor"] = "assumed: " + floor.error().message.en;
        return session;
    }
    if (!floor) {
        return passOn(std::move(floor.error()));
    }
    if (floor->keptShare >= calmShare) {
        session.floor = floor->value;
        remember(options, session);
    } else {
        session.floor = std::max(assumedFloor, floor->value);
        session.probeSlack = busyProbeSlack;
        session.environment["layout floor"] = "measured while the machine was busy";
    }
    return session;
}

std::optional<Certificate> storedCertificate(const std::filesystem::path &folder)
{
    if (folder.empty()) {
        return std::nullopt;
    }
    auto certificate = certificateFromJson(contentOf(certificateFile(folder)));
    return certificate ? std::optional(std::move(*certificate)) : std::nullopt;
}

Result<> storeCertificate(const std::filesystem::path &folder, const Certificate &certificate)
{
    if (folder.empty()) {
        return fail(ErrorCode::Unwritable,
                    "the certificate cannot be kept: no private folder below HOME or "
                    "XDG_CACHE_HOME",
                    "证书无法保存：HOME 或 XDG_CACHE_HOME 下没有私有文件夹");
    }
    return writeOutput(certificateFile(folder), toJson(certificate) + '\n');
}

}  // namespace touchstone::measure
