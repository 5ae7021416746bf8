// A child process with a private event pipe: how workers are started, followed and ended.
#pragma once

#include "base/result.h"

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace touchstone::measure {

// Variables that change the speed of libraries behind our back (an exported OPENBLAS_CORETYPE
// halves sgemm): removed from a worker's environment, which then gets its own thread count.
// inherited: "NAME=value" entries. threads: 0 leaves the count to the libraries.
std::vector<std::string> scrubbedEnvironment(const std::vector<std::string> &inherited,
                                             int threads);
std::vector<std::string> currentEnvironment();

// The file of this process; empty where the system does not tell it, and never a relative name,
// which would mean whatever lies in the current folder.
std::filesystem::path runningProgram();

// The last line that is not empty: of what a program wrote on standard error, the reason.
std::string lastLine(std::string text);

struct ChildSpec {
    std::filesystem::path program;
    std::vector<std::string> arguments;
    std::vector<std::string> environment;  // "NAME=value"
    std::string input;                     // what the child reads from its standard input
    bool keepOutput = false;               // collect standard output; else it joins the error tail
    int deathSignal = 9;                   // sent to the child when the starting thread ends
    std::uint64_t dataLimitBytes = 0;      // RLIMIT_DATA; 0: none
    bool firstToDie = false;               // preferred victim when memory runs out
};

struct ChildEnd {
    int exitCode = 0;
    int signal = 0;  // above 0: killed by it
};

// Wakes a poll() when a stop is requested.
class StopWaker {
public:
    explicit StopWaker(std::stop_token stop);
    ~StopWaker();
    StopWaker(const StopWaker &) = delete;
    StopWaker &operator=(const StopWaker &) = delete;
    int descriptor() const { return m_descriptor; }

private:
    struct Wake {
        int descriptor;
        void operator()() const;
    };
    int m_descriptor;
    std::stop_callback<Wake> m_callback;
};

class Child {
public:
    using Clock = std::chrono::steady_clock;
    enum class Event { Line, Ended, DeadlinePassed, StopRequested };

    // The child finds its event pipe as descriptor 3.
    static Result<Child> start(const ChildSpec &spec);
    Child(Child &&other) noexcept;
    Child &operator=(Child &&) = delete;
    ~Child();  // kills what still runs

    // Waits for the next line on the event pipe. Lines longer than 64 MiB end the child.
    // stopDescriptor: -1 or StopWaker::descriptor().
    Event next(std::string &line, Clock::time_point deadline, int stopDescriptor = -1);
    // SIGTERM, then SIGKILL when the child is still there after grace.
    ChildEnd end(std::chrono::milliseconds grace);
    // After Event::Ended: waits until the process is gone.
    ChildEnd wait();
    void terminate() const;  // SIGTERM only

    const std::string &output() const { return m_output; }
    const std::string &errorTail() const { return m_errorTail; }

private:
    Child() = default;
    bool takeLine(std::string &line);
    void drain(int &descriptor, std::string &into, std::size_t keep);
    bool waitUntil(Clock::time_point deadline, ChildEnd &end);
    void closePipes();

    pid_t m_pid = -1;
    int m_events = -1, m_outputPipe = -1, m_errorPipe = -1;
    bool m_keepOutput = false, m_reaped = false;
    ChildEnd m_end;
    std::string m_pending, m_output, m_errorTail;
};

}  // namespace touchstone::measure
