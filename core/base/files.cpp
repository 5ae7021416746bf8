#include "base/files.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <fstream>
#include <system_error>

namespace touchstone {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t largestInput = std::size_t(256) << 20;

class Descriptor {
public:
    explicit Descriptor(int number) : m_number(number) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;

    int number() const { return m_number; }
    bool close()
    {
        const int number = std::exchange(m_number, -1);
        return number < 0 || ::close(number) == 0;
    }

private:
    int m_number;
};

std::string reasonOf(int error)
{
    return std::generic_category().message(error);
}

tl::unexpected<Error> unreadable(const fs::path &path, const std::string &reason)
{
    return fail(ErrorCode::Unreadable, "{0}: cannot be read ({1})", "{0}：无法读取（{1}）",
                path.string(), reason);
}

tl::unexpected<Error> tooLarge(const fs::path &path)
{
    return fail(ErrorCode::Invalid, "{0}: larger than 256 MiB", "{0}：超过 256 MiB", path.string());
}

tl::unexpected<Error> unwritable(const fs::path &path, int error)
{
    const auto code =
            error == ENOSPC || error == EDQUOT ? ErrorCode::DiskFull : ErrorCode::Unwritable;
    return fail(code, "{0}: cannot be written ({1}); an older file is untouched",
                "{0}：无法写入（{1}）；原有文件未受影响", path.string(), reasonOf(error));
}

// Until the event (POLLIN, POLLOUT) or the end; false when asked to stop while there is none.
bool waitFor(short event, int descriptor, const std::stop_token &stop)
{
    constexpr int milliseconds = 100;
    pollfd wanted{descriptor, event, 0};
    do {
        if (::poll(&wanted, 1, milliseconds) > 0) {
            return true;
        }
    } while (!stop.stop_requested());
    return false;
}

// SQLite's files begin with this, the null included (sqlite.org/fileformat2.html, 1.3.1).
bool isDatabase(const fs::path &path)
{
    constexpr std::string_view magic("SQLite format 3\0", 16);
    std::array<char, magic.size()> head{};
    std::ifstream file(path, std::ios::binary);
    file.read(head.data(), head.size());
    return file && std::string_view(head.data(), head.size()) == magic;
}

// The database itself or what SQLite keeps beside it.
bool belongsToDatabase(const fs::path &path)
{
    if (isDatabase(path)) {
        return true;
    }
    const std::string name = path.string();
    for (const std::string_view ending : {"-wal", "-shm", "-journal"}) {
        if (name.ends_with(ending)) {
            return isDatabase(name.substr(0, name.size() - ending.size()));
        }
    }
    return false;
}

// What the path leads to: links are followed, so that they stay links.
fs::path targetOf(const fs::path &path)
{
    std::error_code error;
    const fs::path target = fs::canonical(path, error);
    return error ? path : target;
}

bool isStream(const fs::path &path)
{
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

// A reader that leaves must not end the program without a word.
class WithoutPipeSignal {
public:
    WithoutPipeSignal()
    {
        sigemptyset(&m_pipe);
        sigaddset(&m_pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &m_pipe, &m_before);
    }
    ~WithoutPipeSignal()
    {
        const timespec atOnce{};
        while (sigtimedwait(&m_pipe, nullptr, &atOnce) > 0) {
        }
        pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }
    WithoutPipeSignal(const WithoutPipeSignal &) = delete;
    WithoutPipeSignal &operator=(const WithoutPipeSignal &) = delete;

private:
    sigset_t m_pipe{}, m_before{};
};

Result<> writeStream(const fs::path &path, std::string_view content, const std::stop_token &stop)
{
    const auto failed = [&](int error) {
        return fail(error == ENOSPC ? ErrorCode::DiskFull : ErrorCode::Unwritable,
                    "{0}: cannot be written ({1})", "{0}：无法写入（{1}）", path.string(),
                    reasonOf(error));
    };
    // Without O_NONBLOCK a pipe would wait for its reader, deaf to a stop request.
    const Descriptor out(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
    if (out.number() < 0 && errno == ENXIO) {
        return fail(ErrorCode::Unwritable, "{0}: nobody reads this pipe", "{0}：此管道没有读取者",
                    path.string());
    }
    if (out.number() < 0) {
        return failed(errno);
    }
    const WithoutPipeSignal quiet;
    while (!content.empty()) {
        if (!waitFor(POLLOUT, out.number(), stop)) {
            return cancelled();
        }
        const ssize_t count = ::write(out.number(), content.data(), content.size());
        if (count < 0 && errno != EINTR && errno != EAGAIN) {
            return failed(errno);
        }
        content.remove_prefix(count > 0 ? std::size_t(count) : 0);
    }
    return {};
}

// A new file beside the target, whose name nobody can have guessed; -1 and errno otherwise.
int openNeighbour(fs::path &neighbour, const fs::path &target)
{
    constexpr mode_t everyone = 0666;  // less the umask
    constexpr int attempts = 10;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        std::uint64_t number = 0;
        if (::getrandom(&number, sizeof number, 0) != ssize_t(sizeof number)) {
            return -1;
        }
        neighbour = target.string() + detail::escaped('.', number >> 32U, 8).substr(1) + "-new";
        const int file =
                ::open(neighbour.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, everyone);
        if (file >= 0) {
            return file;
        }
        if (errno != EEXIST) {
            break;
        }
    }
    neighbour.clear();
    return -1;
}

// 0 or errno.
int writeNeighbour(fs::path &neighbour, const fs::path &target, std::string_view content)
{
    Descriptor out(openNeighbour(neighbour, target));
    if (out.number() < 0) {
        return errno;
    }
    struct stat older {};
    constexpr mode_t permissions = 07777;
    if (::stat(target.c_str(), &older) == 0) {
        static_cast<void>(::fchmod(out.number(), older.st_mode & permissions));
    }
    if (const int error = writeAll(out.number(), content); error != 0) {
        return error;
    }
    if (::fsync(out.number()) != 0 && errno != EINVAL) {  // EINVAL: this file system cannot
        return errno;
    }
    return out.close() ? 0 : errno;
}

}  // namespace

int writeAll(int descriptor, std::string_view content)
{
    while (!content.empty()) {
        const ssize_t count = ::write(descriptor, content.data(), content.size());
        if (count < 0 && errno != EINTR) {
            return errno;
        }
        content.remove_prefix(count > 0 ? std::size_t(count) : 0);
    }
    return 0;
}

Result<std::string> readInput(const fs::path &path, const std::stop_token &stop)
{
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) {
        return fail(ErrorCode::NotFound, "{0}: no such file", "{0}：文件不存在", path.string());
    }
    if (fs::is_directory(status)) {
        return fail(ErrorCode::Unreadable, "{0}: a folder, not a file", "{0}：是文件夹，不是文件",
                    path.string());
    }
    std::string content;
    if (fs::is_regular_file(status)) {
        const auto size = fs::file_size(path, error);
        if (!error && size > largestInput) {
            return tooLarge(path);
        }
        content.reserve(error ? 0 : std::size_t(size));
    }
    const Descriptor in(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (in.number() < 0) {
        return unreadable(path, reasonOf(errno));
    }
    constexpr std::size_t piece = std::size_t(64) << 10;
    std::array<char, piece> buffer;
    while (true) {
        if (stop.stop_requested() || !waitFor(POLLIN, in.number(), stop)) {
            return cancelled();
        }
        const ssize_t count = ::read(in.number(), buffer.data(), buffer.size());
        if (count == 0) {
            return content;
        }
        if (count < 0 && errno != EINTR && errno != EAGAIN) {
            return unreadable(path, reasonOf(errno));
        }
        content.append(buffer.data(), count > 0 ? std::size_t(count) : 0);
        if (content.size() > largestInput) {
            return tooLarge(path);
        }
    }
}

Result<> outputCanBeWritten(const fs::path &path)
{
    std::error_code error;
    if (fs::is_directory(path, error)) {
        return fail(ErrorCode::Unwritable, "{0} is a folder; name a file in it",
                    "{0} 是文件夹；请指定其中的文件", path.string());
    }
    if (isStream(path)) {
        return {};
    }
    if (fs::is_symlink(path, error) && !fs::exists(path, error)) {
        return fail(ErrorCode::Unwritable, "{0}: a link that leads to no file",
                    "{0}：链接所指的文件不存在", path.string());
    }
    const fs::path target = targetOf(path);
    const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
    if (!fs::is_directory(folder, error)) {
        return fail(ErrorCode::Unwritable, "{0}: the folder {1} does not exist",
                    "{0}：文件夹 {1} 不存在", path.string(), folder.string());
    }
    if (belongsToDatabase(target)) {
        return fail(ErrorCode::Unwritable,
                    "{0}: is a library or another SQLite database; choose another name",
                    "{0}：是文献库或其他 SQLite 数据库；请另选文件名", path.string());
    }
    const bool there = fs::exists(target, error);
    if (::access(folder.c_str(), W_OK) != 0 || (there && ::access(target.c_str(), W_OK) != 0)) {
        return unwritable(path, errno);
    }
    return {};
}

Result<> writeOutput(const fs::path &path, std::string_view content, const std::stop_token &stop)
{
    if (auto possible = outputCanBeWritten(path); !possible) {
        return possible;
    }
    if (isStream(path)) {
        return writeStream(path, content, stop);
    }
    const fs::path target = targetOf(path);
    fs::path neighbour;
    int error = writeNeighbour(neighbour, target, content);
    if (error == 0 && ::rename(neighbour.c_str(), target.c_str()) != 0) {
        error = errno;
    }
    if (error != 0) {
        std::error_code ignored;
        if (!neighbour.empty()) {
            fs::remove(neighbour, ignored);
        }
        return unwritable(path, error);
    }
    return {};
}

}  // namespace touchstone
