#include "base/files.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

namespace touchstone {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t largestFile = std::size_t(1) << 30;
constexpr std::size_t largestStream = std::size_t(256) << 20;

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

tl::unexpected<Error> tooLarge(const fs::path &path, std::string_view most)
{
    return fail(ErrorCode::Invalid, "{0}: larger than {1}", "{0}：超过 {1}", path.string(), most);
}

tl::unexpected<Error> unwritable(const fs::path &path, int error)
{
    const auto code =
            error == ENOSPC || error == EDQUOT ? ErrorCode::DiskFull : ErrorCode::Unwritable;
    return fail(code, "{0}: cannot be written ({1}); an older file is untouched",
                "{0}：无法写入（{1}）；原有文件未受影响", path.string(), reasonOf(error));
}

// Until there is something to read or the end; false when asked to stop.
bool waitForInput(int descriptor, const std::stop_token &stop)
{
    constexpr int milliseconds = 100;
    pollfd wanted{descriptor, POLLIN, 0};
    while (!stop.stop_requested()) {
        if (::poll(&wanted, 1, milliseconds) > 0) {
            return true;
        }
    }
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

Result<> writeStream(const fs::path &path, std::string_view content)
{
    // Without O_NONBLOCK a pipe would wait here for its reader, deaf to signals.
    Descriptor out(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
    if (out.number() < 0 && errno == ENXIO) {
        return fail(ErrorCode::Unwritable, "{0}: nobody reads this pipe", "{0}：此管道没有读取者",
                    path.string());
    }
    if (out.number() < 0) {
        return unwritable(path, errno);
    }
    ::fcntl(out.number(), F_SETFL, ::fcntl(out.number(), F_GETFL) & ~O_NONBLOCK);
    const int error = writeAll(out.number(), content);
    return error == 0 ? Result<>{} : unwritable(path, error);
}

// 0 or errno.
int writeNeighbour(const fs::path &neighbour, const fs::path &target, std::string_view content)
{
    constexpr mode_t everyone = 0666;  // less the umask
    Descriptor out(::open(neighbour.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, everyone));
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
    ::fsync(out.number());  // not every file system can
    return out.close() ? 0 : errno;
}

}  // namespace

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
    const bool file = fs::is_regular_file(status);
    std::string content;
    if (file) {
        const auto size = fs::file_size(path, error);
        if (!error && size > largestFile) {
            return tooLarge(path, "1 GiB");
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
        if (!waitForInput(in.number(), stop)) {
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
        if (content.size() > (file ? largestFile : largestStream)) {
            return tooLarge(path, file ? "1 GiB" : "256 MiB");
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

Result<> writeOutput(const fs::path &path, std::string_view content)
{
    if (auto possible = outputCanBeWritten(path); !possible) {
        return possible;
    }
    if (isStream(path)) {
        return writeStream(path, content);
    }
    const fs::path target = targetOf(path);
    const fs::path neighbour = target.string() + ".new-" + std::to_string(::getpid());
    int error = writeNeighbour(neighbour, target, content);
    if (error == 0 && ::rename(neighbour.c_str(), target.c_str()) != 0) {
        error = errno;
    }
    if (error != 0) {
        std::error_code ignored;
        fs::remove(neighbour, ignored);
        return unwritable(path, error);
    }
    return {};
}

}  // namespace touchstone
