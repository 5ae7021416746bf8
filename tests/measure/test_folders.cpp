// Where this user's files are kept, and that nobody else's folder is taken for it.
#include "measure/folders.h"
#include "measure/machine_id.h"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <optional>

using namespace touchstone::measure;
namespace fs = std::filesystem;

namespace {

// Set for the time of a test.
class Variable {
public:
    Variable(const char *name, const std::optional<std::string> &value) : m_name(name)
    {
        const char *const before = std::getenv(name);
        m_before = before ? std::optional<std::string>(before) : std::nullopt;
        set(value);
    }
    ~Variable() { set(m_before); }
    Variable(const Variable &) = delete;
    Variable &operator=(const Variable &) = delete;

private:
    void set(const std::optional<std::string> &value)
    {
        if (value) {
            ::setenv(m_name, value->c_str(), 1);
        } else {
            ::unsetenv(m_name);
        }
    }
    const char *m_name;
    std::optional<std::string> m_before;
};

mode_t modeOf(const fs::path &path)
{
    struct stat found {};
    EXPECT_EQ(::lstat(path.c_str(), &found), 0);
    return found.st_mode & 07777;
}

void write(const fs::path &file, const std::string &content)
{
    std::ofstream(file) << content;
}

}  // namespace

TEST(Folders, TheCacheIsMadePrivate)
{
    const TemporaryFolder home;
    ASSERT_FALSE(home.path().empty());
    EXPECT_EQ(modeOf(home.path()), 0700U);
    const Variable cache("XDG_CACHE_HOME", std::nullopt);
    const Variable homeIs("HOME", home.path().string());
    EXPECT_EQ(cacheFolder(), home.path() / ".cache/touchstone");
    EXPECT_EQ(modeOf(cacheFolder()), 0700U);
    ::chmod(cacheFolder().c_str(), 0755);
    EXPECT_EQ(modeOf(cacheFolder()), 0700U);
}

TEST(Folders, AFolderOfSomeoneElseIsNoCache)
{
    const TemporaryFolder base;
    const Variable cache("XDG_CACHE_HOME", base.path().string());
    const fs::path folder = base.path() / "touchstone";
    fs::create_directory(base.path() / "planted");
    fs::create_directory_symlink(base.path() / "planted", folder);
    EXPECT_EQ(cacheFolder(), fs::path());
    fs::remove(folder);
    write(folder, "a file");
    EXPECT_EQ(cacheFolder(), fs::path());
    fs::remove(folder);
    if (::geteuid() == 0) {
        fs::create_directory(folder);
        ASSERT_EQ(::chown(folder.c_str(), 65534, 65534), 0);
        EXPECT_EQ(cacheFolder(), fs::path());
    }
}

TEST(Folders, WithoutAHomeThereIsNone)
{
    const Variable home("HOME", std::nullopt);
    {
        const Variable cache("XDG_CACHE_HOME", std::nullopt);
        EXPECT_EQ(cacheFolder(), fs::path());
    }
    const Variable relative("XDG_CACHE_HOME", "here");
    EXPECT_EQ(cacheFolder(), fs::path());
    EXPECT_FALSE(fs::exists("here"));
    const Variable data("XDG_DATA_HOME", "here");
    EXPECT_EQ(dataFolder(), fs::path());
}

TEST(Folders, TemporaryFoldersNeedNoTmpdir)
{
    const Variable missing("TMPDIR", "/no/such/folder");
    fs::path was;
    {
        const TemporaryFolder folder;
        was = folder.path();
        EXPECT_TRUE(was.is_absolute());
        write(was / "file", "x");
    }
    EXPECT_FALSE(fs::exists(was));
}

TEST(MachineId, TwoMachinesDifferAndEachKeepsItsNumber)
{
    const TemporaryFolder one, other, cache;
    const std::string number = machineNumber(one.path() / "data", cache.path());
    EXPECT_EQ(number.size(), 32U);
    EXPECT_EQ(machineNumber(one.path() / "data", cache.path()), number);
    EXPECT_NE(machineNumber(other.path(), cache.path()), number);
    EXPECT_EQ(machineNumber({}, cache.path()), "");
    // Nothing but the number is left.
    EXPECT_EQ(std::distance(fs::directory_iterator(other.path()), fs::directory_iterator()), 1);
}

TEST(MachineId, AMachineThatWasMeasuredBeforeKeepsItsId)
{
    const TemporaryFolder cache, emptyCache;
    write(cache.path() / "session-cpu-1.json", "{}");
    const TemporaryFolder data;
    EXPECT_EQ(machineNumber(data.path(), cache.path()), "");
    EXPECT_EQ(machineNumber(data.path(), emptyCache.path()), "");  // for ever
    const auto afterLibraryOf = [&](char schema) {
        const TemporaryFolder with;
        std::string head = std::string("SQLite format 3\0", 16);
        head.resize(100, '\0');
        head[63] = schema;
        write(with.path() / "library.sqlite", head);
        return machineNumber(with.path(), emptyCache.path());
    };
    EXPECT_EQ(afterLibraryOf(6), "");
    EXPECT_EQ(afterLibraryOf(7).size(), 32U);
    const TemporaryFolder migrated;
    write(migrated.path() / "library.sqlite.schema-6.20261129-120000-000.backup", "");
    EXPECT_EQ(machineNumber(migrated.path(), emptyCache.path()), "");
}
