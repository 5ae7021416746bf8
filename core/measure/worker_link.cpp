#include "worker_link.h"

#include "measure/results/json_place.h"

#include <nlohmann/json.hpp>

#include <csignal>
#include <cstring>
#include <fstream>

namespace touchstone::measure {

namespace {

using Json = nlohmann::json;

constexpr std::chrono::milliseconds grace{100};
constexpr double memoryShare = 0.8;  // of what is free when a worker starts

std::uint64_t availableMemory()
{
    std::ifstream in("/proc/meminfo");
    std::string key, unit;
    std::uint64_t kilobytes = 0;
    while (in >> key >> kilobytes) {
        std::getline(in, unit);
        if (key == "MemAvailable:") {
            return kilobytes * 1024;
        }
    }
    return 0;
}

// A kernel that allocates without end must not take the machine with it. Drivers of real devices
// map far more than they use, and sanitizers map terabytes: no limit there.
std::uint64_t dataLimit(const WorkerRequest &request)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    constexpr bool sanitized = true;
#else
    constexpr bool sanitized = false;
#endif
    if (sanitized || request.device != "cpu") {
        return 0;
    }
    return std::uint64_t(memoryShare * double(availableMemory()));
}

WorkerEnd ended(RunStatus status, const Text &reason)
{
    return {status, reason.en, reason};
}

WorkerEnd afterDeath(const ChildEnd &how, const std::string &errorTail)
{
    const std::string last = lastLine(errorTail);
    const std::string said = last.empty() ? "" : ": " + last;
    if (how.signal == SIGKILL) {
        return ended(RunStatus::Crashed,
                     text("the worker was killed, by hand or because memory ran out{0}",
                          "工作进程被终止：可能是人为终止，或内存耗尽{0}", said));
    }
    if (how.signal > 0) {
        return ended(RunStatus::Crashed,
                     text("the worker crashed ({0}){1}", "工作进程崩溃（{0}）{1}",
                          ::strsignal(how.signal), said));
    }
    return ended(RunStatus::Crashed, text("the worker ended early with code {0}{1}",
                                          "工作进程提前退出，代码 {0}{1}", how.exitCode, said));
}

double allowanceOf(const Json &event, const WorkerProgram &program)
{
    const double allowed = event.value("allow_s", shortestAllowance);
    return program.longestSilence > 0 ? std::min(allowed, program.longestSilence) : allowed;
}

Child::Clock::time_point after(double seconds)
{
    return Child::Clock::now()
           + std::chrono::duration_cast<Child::Clock::duration>(
                   std::chrono::duration<double>(seconds));
}

ChildSpec specFor(const WorkerProgram &program, const WorkerRequest &request)
{
    ChildSpec spec;
    spec.program = program.program;
    spec.arguments = program.arguments;
    spec.environment = scrubbedEnvironment(currentEnvironment(), request.threads);
    spec.environment.insert(spec.environment.end(), program.environment.begin(),
                            program.environment.end());
    spec.input = toJson(request);
    spec.dataLimitBytes = dataLimit(request);
    spec.firstToDie = true;
    return spec;
}

// nullopt: go on; otherwise the worker said how it ended.
std::optional<WorkerEnd> taken(const Json &event, const std::function<void(const Json &)> &forward)
{
    const auto type = event.at("type").get<std::string>();
    if (type == "done") {
        return WorkerEnd{};
    }
    if (type == "failed") {
        return ended(RunStatus::Failed,
                     {event.at("en").get<std::string>(), event.at("zh").get<std::string>()});
    }
    forward(event);
    return std::nullopt;
}

}  // namespace

WorkerEnd runWorkerProcess(const WorkerProgram &program, const WorkerRequest &request,
                           std::stop_token stop, const std::function<void(const Json &)> &forward)
{
    const StopWaker waker(std::move(stop));
    auto child = Child::start(specFor(program, request));
    if (!child) {
        return ended(RunStatus::Failed, child.error().message);
    }
    double allowance = allowanceOf(Json::object(), program);
    std::string line;
    while (true) {
        switch (child->next(line, after(allowance), waker.descriptor())) {
        case Child::Event::Line:
            break;
        case Child::Event::Ended:
            return afterDeath(child->wait(), child->errorTail());
        case Child::Event::DeadlinePassed:
            child->end(grace);
            return ended(RunStatus::TimedOut, text("the worker gave no sign of life for {0} s",
                                                   "工作进程 {0} 秒无响应", allowance));
        case Child::Event::StopRequested:
            child->end(grace);
            return ended(RunStatus::Cancelled, {"cancelled", "已取消"});
        }
        try {
            const Json event = Json::parse(line);
            allowance = allowanceOf(event, program);
            if (const auto end = taken(event, forward)) {
                child->wait();
                return *end;
            }
        } catch (const Json::exception &error) {
            child->end(grace);
            return ended(RunStatus::Crashed,
                         text("the worker wrote a line that cannot be read ({0})",
                              "工作进程输出了无法读取的内容（{0}）", error.what()));
        } catch (const Malformed &malformed) {
            child->end(grace);
            return ended(RunStatus::Crashed,
                         text("the worker wrote a line that cannot be read ({0})",
                              "工作进程输出了无法读取的内容（{1}）", malformed.message.en,
                              malformed.message.zh));
        }
    }
}

}  // namespace touchstone::measure
