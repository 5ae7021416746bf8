// Folders that belong to this user alone: programs are loaded from what is kept there.
#pragma once

#include <filesystem>
#include <string>

namespace touchstone::measure {

// $XDG_CACHE_HOME/touchstone or ~/.cache/touchstone, made with mode 0700. Relative names are no
// place. Empty where there is none, or where the folder is a link, belongs to someone else or
// cannot be closed to others: then nothing is kept.
std::filesystem::path cacheFolder();

// $XDG_DATA_HOME/touchstone or ~/.local/share/touchstone; not made. Empty where neither is set.
std::filesystem::path dataFolder();

// Of this process, mode 0700, with a name that nobody can guess; removed with all it holds.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder &) = delete;
    TemporaryFolder &operator=(const TemporaryFolder &) = delete;

    const std::filesystem::path &path() const { return m_path; }  // empty when it could not be made

private:
    std::filesystem::path m_path;
};

}  // namespace touchstone::measure
