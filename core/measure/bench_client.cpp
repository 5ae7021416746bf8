#include "bench_client.h"

#include "child.h"
#include "environment.h"
#include "event_json.h"

#include <nlohmann/json.hpp>

#include <csignal>
#include <cstdlib>
#include <optional>

namespace touchstone::measure {

namespace {

using Json = nlohmann::json;

// touchstone-bench ends its worker, writes what it has and leaves; a person waits at most 300 ms.
constexpr std::chrono::milliseconds cancelGrace{250};

// How one call of the program went.
struct Call {
    std::string output, errors;
    ChildEnd end;
    bool stopped = false;
    std::optional<Text> failed;  // what it said of its failure
    std::string unread;          // why the first line that could not be read was not, English
};

Result<Call> call(const std::filesystem::path &program, std::vector<std::string> arguments,
                  std::stop_token stop, const std::function<void(BenchLine)> &line)
{
    ChildSpec spec;
    spec.program = program;
    spec.arguments = std::move(arguments);
    spec.environment = currentEnvironment();
    spec.keepOutput = true;
    spec.deathSignal = SIGTERM;  // so that it can end its own children
    const StopWaker waker(std::move(stop));
    auto child = Child::start(spec);
    if (!child) {
        return passOn(std::move(child.error()));
    }
    // No deadline: the program watches its workers itself, and a run may take hours.
    auto deadline = Child::Clock::now() + std::chrono::hours(24 * 365);
    Call out;
    std::string text;
    while (true) {
        // Once asked to stop, it still tells what it measured until then.
        const Child::Event event =
                child->next(text, deadline, out.stopped ? -1 : waker.descriptor());
        if (event == Child::Event::Line) {
            auto read = benchLineFromJson(text);
            if (!read) {  // perhaps of a later version; a result that is missed is named
                if (out.unread.empty()) {
                    out.unread = read.error().message.en;
                }
                continue;
            }
            if (auto *failed = std::get_if<SessionFailed>(&*read)) {
                out.failed = std::move(failed->message);
            } else {
                line(std::move(*read));
            }
        } else if (event == Child::Event::StopRequested) {
            out.stopped = true;
            child->terminate();
            deadline = Child::Clock::now() + cancelGrace;
        } else {
            out.end = event == Child::Event::Ended ? child->wait()
                                                   : child->end(std::chrono::milliseconds(0));
            break;
        }
    }
    out.output = child->output();
    out.errors = child->errorTail();
    return out;
}

// The program's own words carry the reason; exit code 2 is wrong usage.
tl::unexpected<Error> failure(const std::filesystem::path &program, const Call &call)
{
    if (call.stopped) {
        return cancelled();
    }
    const ErrorCode code = call.end.exitCode == 2 ? ErrorCode::Usage : ErrorCode::DeviceFailed;
    if (call.failed) {
        return tl::make_unexpected(Error{code, *call.failed});
    }
    // A wrong option is told on stderr alone.
    const std::string said = lastLine(call.errors);
    if (call.end.signal == 0 && !said.empty()) {
        return fail(code, "{0}", "{0}", said);
    }
    return fail(ErrorCode::WorkerCrashed, "{0} ended without a result (code {1}, signal {2})",
                "{0} 未给出结果就退出（代码 {1}，信号 {2}）", program.string(), call.end.exitCode,
                call.end.signal);
}

// Collects what the lines tell, so that nothing measured is lost with the program.
class Collector {
public:
    Collector(const BenchRequest &request, const std::function<void(const BenchEvent &)> &events)
        : m_request(request), m_events(events)
    {
    }

    void take(BenchLine line)
    {
        if (auto *event = std::get_if<BenchEvent>(&line)) {
            takeEvent(std::move(*event));
        } else if (auto *started = std::get_if<SessionStarted>(&line)) {
            takeHead(std::move(started->head));
            m_started = true;
        } else if (auto *finished = std::get_if<SessionFinished>(&line)) {
            takeHead(std::move(finished->head));
            m_finished = true;
        }
    }

    // Every kernel asked for; those without a result get one that says why.
    Bundle completed(RunStatus status, const std::string &message)
    {
        for (const std::string &kernel : m_request.kernels) {
            const bool there = std::any_of(m_bundle.results.begin(), m_bundle.results.end(),
                                           [&](const auto &r) { return r.kernel == kernel; });
            if (!there) {
                m_bundle.results.push_back(missing(kernel, status, message));
            }
        }
        return std::move(m_bundle);
    }
    bool started() const { return m_started; }
    bool finished() const { return m_finished; }

private:
    void takeHead(Bundle head)
    {
        head.results = std::move(m_bundle.results);
        m_bundle = std::move(head);
    }
    void takeEvent(BenchEvent event)
    {
        if (event.result) {
            m_bundle.results.push_back(*event.result);
        }
        if (m_events) {
            m_events(event);
        }
    }
    KernelResult missing(const std::string &kernel, RunStatus status,
                         const std::string &message) const
    {
        KernelResult out;
        out.startedAt = utcNow();
        out.runId = m_bundle.machine.id + '-' + out.startedAt + '-' + kernel + "-none";
        out.kernel = kernel;
        out.preset = m_request.preset;
        out.device = m_request.device;
        out.threads = m_request.threads > 0 ? m_request.threads : defaultThreads();
        out.status = status;
        out.message = message;
        out.verification.message = "not verified";
        return out;
    }

    const BenchRequest &m_request;
    const std::function<void(const BenchEvent &)> &m_events;
    Bundle m_bundle;
    bool m_started = false, m_finished = false;
};

std::vector<std::string> runArguments(const BenchRequest &request)
{
    std::vector<std::string> out{"run"};
    out.insert(out.end(), request.kernels.begin(), request.kernels.end());
    out.insert(out.end(), {"--preset", request.preset, "--device", request.device});
    if (request.threads > 0) {
        out.insert(out.end(), {"--threads", std::to_string(request.threads)});
    }
    if (request.budgetSeconds > 0) {
        out.insert(out.end(), {"--budget", std::to_string(request.budgetSeconds)});
    }
    if (request.sweep) {
        out.emplace_back("--sweep");
    }
    out.insert(out.end(), {"--events-fd", "3"});
    return out;
}

DeviceInfo deviceFrom(const Json &json)
{
    DeviceInfo out;
    json.at("id").get_to(out.id);
    json.at("name").get_to(out.name);
    json.at("type").get_to(out.type);
    json.at("facts").get_to(out.facts);
    json.at("probes").get_to(out.probes.values);
    return out;
}

}  // namespace

std::filesystem::path defaultBenchProgram()
{
    if (const char *chosen = std::getenv("TOUCHSTONE_BENCH"); chosen && *chosen != '\0') {
        return chosen;
    }
    const std::filesystem::path self = runningProgram();
    return self.empty() ? self : self.parent_path() / "touchstone-bench";
}

Result<Bundle> runBench(const BenchRequest &request,
                        const std::function<void(const BenchEvent &)> &events, std::stop_token stop,
                        const std::filesystem::path &program)
{
    // It would be taken for an option.
    const auto option = std::find_if(request.kernels.begin(), request.kernels.end(),
                                     [](const std::string &id) { return id.starts_with('-'); });
    if (option != request.kernels.end()) {
        return fail(ErrorCode::Usage, "{0}: no such kernel", "{0}：没有此内核", *option);
    }
    Collector collector(request, events);
    const auto done = call(program, runArguments(request), std::move(stop),
                           [&](BenchLine line) { collector.take(std::move(line)); });
    if (!done) {
        return passOn(done.error());
    }
    if (collector.finished()) {
        const std::string why =
                done->unread.empty() ? "touchstone-bench gave no result" : done->unread;
        return collector.completed(RunStatus::Failed, why);
    }
    if (!collector.started() && !done->stopped) {
        return failure(program, *done);
    }
    return done->stopped ? collector.completed(RunStatus::Cancelled, "cancelled")
                         : collector.completed(RunStatus::Crashed,
                                               "touchstone-bench ended before it was done");
}

Result<std::vector<DeviceInfo>> listDevices(bool probe, std::stop_token stop,
                                            const std::filesystem::path &program)
{
    std::vector<std::string> arguments{"devices", "--json", "--events-fd", "3"};
    if (!probe) {
        arguments.emplace_back("--no-probes");
    }
    const auto done = call(program, arguments, std::move(stop), [](const BenchLine &) {});
    if (!done) {
        return passOn(done.error());
    }
    try {
        std::vector<DeviceInfo> devices;
        const Json document = Json::parse(done->output);
        for (const Json &device : document.at("devices")) {
            devices.push_back(deviceFrom(device));
        }
        return devices;
    } catch (const Json::exception &) {
        return failure(program, *done);
    }
}

Result<Certificate> certify(bool quick, const std::function<void(const BenchEvent &)> &events,
                            std::stop_token stop, const std::filesystem::path &program)
{
    std::vector<std::string> arguments{"certify", "--json", "--events-fd", "3"};
    if (quick) {
        arguments.emplace_back("--quick");
    }
    const auto done = call(program, arguments, std::move(stop), [&](const BenchLine &line) {
        const auto *event = std::get_if<BenchEvent>(&line);
        if (event && events) {
            events(*event);
        }
    });
    if (!done) {
        return passOn(done.error());
    }
    if (auto bundle = bundleFromJson(done->output); bundle && bundle->certificate) {
        return std::move(*bundle->certificate);
    }
    return failure(program, *done);
}

}  // namespace touchstone::measure
