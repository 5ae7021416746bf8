#include "child.h"

#include "base/files.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/auxv.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <limits>
#include <thread>

extern char **environ;  // NOLINT(readability-redundant-declaration): not in every <unistd.h>

namespace touchstone::measure {

namespace {

constexpr int childEventDescriptor = 3;
constexpr int firstFreeDescriptor = 10;  // above those that the child gets
constexpr std::size_t errorTailBytes = 4096;
constexpr std::size_t longestLine = std::size_t(64) << 20;

constexpr std::array<std::string_view, 10> steeringPrefixes{
        "OPENBLAS_", "GOTO_", "OMP_",    "GOMP_", "MKL_",
        "KMP_",      "DNNL_", "ONEDNN_", "BLIS_", "VECLIB_"};

void closeDescriptor(int &descriptor)
{
    if (descriptor >= 0) {
        ::close(descriptor);
        descriptor = -1;
    }
}

struct Pipe {
    int read = -1, write = -1;
    ~Pipe()
    {
        closeDescriptor(read);
        closeDescriptor(write);
    }
};

// Descriptors are moved above the ones that the child gets, so that dup2 never hits one of them.
bool open(Pipe &pipe)
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        return false;
    }
    pipe.read = ::fcntl(ends[0], F_DUPFD_CLOEXEC, firstFreeDescriptor);
    pipe.write = ::fcntl(ends[1], F_DUPFD_CLOEXEC, firstFreeDescriptor);
    ::close(ends[0]);
    ::close(ends[1]);
    return pipe.read >= 0 && pipe.write >= 0;
}

// The request lies in a memory file: writing it into a pipe could block or raise SIGPIPE.
int inputFile(const std::string &input)
{
    const int made = ::memfd_create("touchstone-request", MFD_CLOEXEC);
    if (made < 0) {
        return -1;
    }
    const int file = ::fcntl(made, F_DUPFD_CLOEXEC, firstFreeDescriptor);
    ::close(made);
    if (file >= 0 && writeAll(file, input) != 0) {
        ::close(file);
        return -1;
    }
    ::lseek(file, 0, SEEK_SET);
    return file;
}

std::vector<char *> pointers(const std::vector<std::string> &texts)
{
    std::vector<char *> out;
    for (const std::string &entry : texts) {
        out.push_back(const_cast<char *>(entry.c_str()));  // NOLINT: execve's signature
    }
    out.push_back(nullptr);
    return out;
}

struct ChildSide {
    const char *program;
    char **arguments;
    char **environment;
    int input, output, error, events;
    pid_t parent;
    const ChildSpec *spec;
};

// Between fork and exec: async-signal-safe calls only, since other threads of the parent may have
// held any lock.
[[noreturn]] void becomeProgram(const ChildSide &side)
{
    ::setpgid(0, 0);  // Ctrl+C goes to the orchestrator, which ends its workers itself
    ::prctl(PR_SET_PDEATHSIG, side.spec->deathSignal);
    if (::getppid() != side.parent) {
        ::_exit(127);
    }
    // Signals are blocked since before the fork: the parent's handlers must not run here.
    for (int signal = 1; signal < NSIG; ++signal) {
        ::signal(signal, SIG_DFL);
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::dup2(side.input, STDIN_FILENO);
    ::dup2(side.output, STDOUT_FILENO);
    ::dup2(side.error, STDERR_FILENO);
    ::dup2(side.events, childEventDescriptor);
    ::close_range(childEventDescriptor + 1, std::numeric_limits<unsigned>::max(), 0);
    if (side.spec->dataLimitBytes > 0) {
        const rlimit limit{side.spec->dataLimitBytes, side.spec->dataLimitBytes};
        ::setrlimit(RLIMIT_DATA, &limit);
        const rlimit noCore{0, 0};
        ::setrlimit(RLIMIT_CORE, &noCore);
    }
    if (side.spec->firstToDie) {
        const int score = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
        if (score >= 0) {
            [[maybe_unused]] const ssize_t count = ::write(score, "1000", 4);
            ::close(score);
        }
    }
    ::execve(side.program, side.arguments, side.environment);
    ::_exit(127);
}

}  // namespace

std::filesystem::path runningProgram()
{
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    if (!error) {
        return self;
    }
    // The name that it was started by.
    const auto *name = reinterpret_cast<const char *>(::getauxval(AT_EXECFN));  // NOLINT
    const std::filesystem::path started(name ? name : "");
    return started.is_absolute() ? started : std::filesystem::path();
}

std::string lastLine(std::string text)
{
    while (!text.empty() && text.back() == '\n') {
        text.pop_back();
    }
    const std::size_t start = text.rfind('\n');
    return start == std::string::npos ? text : text.substr(start + 1);
}

std::vector<std::string> currentEnvironment()
{
    std::vector<std::string> out;
    for (char **entry = environ; *entry != nullptr; ++entry) {
        out.emplace_back(*entry);
    }
    return out;
}

std::vector<std::string> scrubbedEnvironment(const std::vector<std::string> &inherited, int threads)
{
    std::vector<std::string> out;
    for (const std::string &entry : inherited) {
        const bool steers =
                std::any_of(steeringPrefixes.begin(), steeringPrefixes.end(),
                            [&](std::string_view prefix) { return entry.starts_with(prefix); });
        if (!steers) {
            out.push_back(entry);
        }
    }
    if (threads > 0) {
        const std::string count = std::to_string(threads);
        out.push_back("OMP_NUM_THREADS=" + count);
        out.push_back("OPENBLAS_NUM_THREADS=" + count);
        out.emplace_back("OMP_DYNAMIC=false");
    }
    return out;
}

StopWaker::StopWaker(std::stop_token stop)
    : m_descriptor(::eventfd(0, EFD_CLOEXEC)), m_callback(std::move(stop), Wake{m_descriptor})
{
}

StopWaker::~StopWaker()
{
    ::close(m_descriptor);
}

void StopWaker::Wake::operator()() const
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t count = ::write(descriptor, &one, sizeof one);
}

Result<Child> Child::start(const ChildSpec &spec)
{
    const std::string program = spec.program.string();
    if (program.empty()) {
        return fail(ErrorCode::NotFound,
                    "the file of the program is not known, since /proc is missing; name "
                    "touchstone-bench in TOUCHSTONE_BENCH, and start it by its whole path",
                    "缺少 /proc，无法得知程序文件；请用 TOUCHSTONE_BENCH 指定 "
                    "touchstone-bench，并以完整路径启动");
    }
    if (::access(program.c_str(), X_OK) != 0) {
        return fail(ErrorCode::NotFound, "{0}: cannot be started ({1})", "{0}：无法启动（{1}）",
                    program, std::strerror(errno));
    }
    Pipe events, output, error;
    const int input = inputFile(spec.input);
    if (input < 0 || !open(events) || !open(output) || !open(error)) {
        const std::string reason = std::strerror(errno);
        if (input >= 0) {
            ::close(input);
        }
        return fail(ErrorCode::Internal, "{0}: no pipe could be made ({1})",
                    "{0}：无法创建管道（{1}）", program, reason);
    }
    std::vector<std::string> words{program};
    words.insert(words.end(), spec.arguments.begin(), spec.arguments.end());
    auto arguments = pointers(words);
    auto environment = pointers(spec.environment);
    const ChildSide side{program.c_str(),
                         arguments.data(),
                         environment.data(),
                         input,
                         spec.keepOutput ? output.write : error.write,
                         error.write,
                         events.write,
                         ::getpid(),
                         &spec};
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    const pid_t pid = ::fork();
    if (pid == 0) {
        becomeProgram(side);
    }
    const std::string reason = std::strerror(errno);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    ::close(input);
    if (pid < 0) {
        return fail(ErrorCode::Internal, "{0}: no process could be started ({1})",
                    "{0}：无法创建进程（{1}）", program, reason);
    }
    Child child;
    child.m_pid = pid;
    child.m_keepOutput = spec.keepOutput;
    std::swap(child.m_events, events.read);
    std::swap(child.m_outputPipe, output.read);
    std::swap(child.m_errorPipe, error.read);
    for (const int descriptor : {child.m_events, child.m_outputPipe, child.m_errorPipe}) {
        ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
    }
    return child;
}

Child::Child(Child &&other) noexcept
    : m_pid(std::exchange(other.m_pid, -1)), m_events(std::exchange(other.m_events, -1)),
      m_outputPipe(std::exchange(other.m_outputPipe, -1)),
      m_errorPipe(std::exchange(other.m_errorPipe, -1)), m_keepOutput(other.m_keepOutput),
      m_reaped(other.m_reaped), m_end(other.m_end), m_pending(std::move(other.m_pending)),
      m_output(std::move(other.m_output)), m_errorTail(std::move(other.m_errorTail))
{
}

Child::~Child()
{
    if (m_pid > 0 && !m_reaped) {
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
    }
    closePipes();
}

void Child::closePipes()
{
    closeDescriptor(m_events);
    closeDescriptor(m_outputPipe);
    closeDescriptor(m_errorPipe);
}

bool Child::takeLine(std::string &line)
{
    const std::size_t end = m_pending.find('\n');
    if (end == std::string::npos) {
        return false;
    }
    line.assign(m_pending, 0, end);
    m_pending.erase(0, end + 1);
    return true;
}

void Child::drain(int &descriptor, std::string &into, std::size_t keep)
{
    std::array<char, 65536> buffer;
    while (descriptor >= 0) {
        const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
        if (count > 0) {
            into.append(buffer.data(), std::size_t(count));
            if (into.size() > 2 * keep) {
                into.erase(0, into.size() - keep);
            }
        } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
            closeDescriptor(descriptor);
        } else if (errno == EAGAIN) {
            return;
        }
    }
}

Child::Event Child::next(std::string &line, Clock::time_point deadline, int stopDescriptor)
{
    constexpr std::size_t all = std::numeric_limits<std::size_t>::max() / 2;
    while (true) {
        if (takeLine(line)) {
            return Event::Line;
        }
        if (m_events < 0 || m_pending.size() > longestLine) {
            return Event::Ended;
        }
        const auto left =
                std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (left <= 0) {
            return Event::DeadlinePassed;
        }
        std::array<pollfd, 4> waiting{pollfd{m_events, POLLIN, 0}, pollfd{m_outputPipe, POLLIN, 0},
                                      pollfd{m_errorPipe, POLLIN, 0},
                                      pollfd{stopDescriptor, POLLIN, 0}};
        ::poll(waiting.data(), waiting.size(),
               int(std::min<std::int64_t>(left, std::numeric_limits<int>::max())));
        if (waiting[3].revents != 0) {
            return Event::StopRequested;
        }
        drain(m_errorPipe, m_errorTail, errorTailBytes);
        drain(m_outputPipe, m_output, m_keepOutput ? all : 0);
        drain(m_events, m_pending, all);
    }
}

bool Child::waitUntil(Clock::time_point deadline, ChildEnd &end)
{
    constexpr std::size_t all = std::numeric_limits<std::size_t>::max() / 2;
    while (!m_reaped) {
        drain(m_errorPipe, m_errorTail, errorTailBytes);
        drain(m_outputPipe, m_output, m_keepOutput ? all : 0);
        int status = 0;
        if (::waitpid(m_pid, &status, WNOHANG) == m_pid) {
            m_reaped = true;
            m_end.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
            m_end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
            drain(m_errorPipe, m_errorTail, errorTailBytes);
            drain(m_outputPipe, m_output, m_keepOutput ? all : 0);
            break;
        }
        if (Clock::now() >= deadline) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    end = m_end;
    return true;
}

void Child::terminate() const
{
    if (!m_reaped) {
        ::kill(m_pid, SIGTERM);
    }
}

ChildEnd Child::end(std::chrono::milliseconds grace)
{
    ChildEnd how;
    terminate();
    if (!waitUntil(Clock::now() + grace, how)) {
        ::kill(m_pid, SIGKILL);
        waitUntil(Clock::now() + std::chrono::seconds(5), how);
    }
    return how;
}

ChildEnd Child::wait()
{
    // A driver may hang in its exit handlers with the work long done.
    ChildEnd how;
    if (!waitUntil(Clock::now() + std::chrono::seconds(2), how)) {
        return end(std::chrono::milliseconds(100));
    }
    return how;
}

}  // namespace touchstone::measure
