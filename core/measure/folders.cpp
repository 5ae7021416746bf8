#include "folders.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <system_error>

namespace touchstone::measure {

namespace fs = std::filesystem;

namespace {

constexpr mode_t ownerOnly = 0700;
constexpr mode_t others = 077;

fs::path absoluteVariable(const char *name)
{
    const char *const value = std::getenv(name);
    const fs::path path(value ? value : "");
    return path.is_absolute() ? path : fs::path();
}

fs::path baseFolder(const char *variable, const char *below)
{
    const fs::path chosen = absoluteVariable(variable);
    const fs::path home = absoluteVariable("HOME");
    return !chosen.empty() ? chosen : home.empty() ? fs::path() : home / below;
}

bool isOwnFolder(const fs::path &folder)
{
    struct stat found {};
    return ::lstat(folder.c_str(), &found) == 0 && S_ISDIR(found.st_mode)
           && found.st_uid == ::geteuid();
}

bool closeToOthers(const fs::path &folder)
{
    struct stat found {};
    return ::chmod(folder.c_str(), ownerOnly) == 0 && ::lstat(folder.c_str(), &found) == 0
           && (found.st_mode & others) == 0 && ::access(folder.c_str(), W_OK) == 0;
}

}  // namespace

fs::path cacheFolder()
{
    const fs::path base = baseFolder("XDG_CACHE_HOME", ".cache");
    if (base.empty()) {
        return {};
    }
    std::error_code error;
    fs::create_directories(base, error);
    const fs::path folder = base / "touchstone";
    static_cast<void>(::mkdir(folder.c_str(), ownerOnly));  // it may be there
    return isOwnFolder(folder) && closeToOthers(folder) ? folder : fs::path();
}

fs::path dataFolder()
{
    const fs::path base = baseFolder("XDG_DATA_HOME", ".local/share");
    return base.empty() ? base : base / "touchstone";
}

TemporaryFolder::TemporaryFolder()
{
    std::error_code error;
    const fs::path base = fs::temp_directory_path(error);
    for (const fs::path &place : {base, fs::path("/tmp")}) {
        std::string name = (place / "touchstone-XXXXXX").string();
        if (place.is_absolute() && ::mkdtemp(name.data())) {
            m_path = name;
            return;
        }
    }
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code error;
    if (!m_path.empty()) {
        fs::remove_all(m_path, error);
    }
}

}  // namespace touchstone::measure
