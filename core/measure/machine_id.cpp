#include "machine_id.h"

#include "base/files.h"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <system_error>

namespace touchstone::measure {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t digits = 32;

// Version of the schema in an SQLite file (sqlite.org/fileformat2.html, 1.3); 0 for others.
int schemaOf(const fs::path &library)
{
    constexpr std::size_t place = 60;
    std::array<char, place + 4> head{};
    std::ifstream file(library, std::ios::binary);
    file.read(head.data(), head.size());
    return file ? static_cast<unsigned char>(head.back()) : 0;
}

// What earlier versions left: figures of a session, a certificate, a library of theirs or its
// backup.
bool wasMeasuredBefore(const fs::path &dataFolder, const fs::path &cacheFolder)
{
    constexpr int firstSchemaWithNumbers = 7;
    const int schema = schemaOf(dataFolder / "library.sqlite");
    if (schema > 0 && schema < firstSchemaWithNumbers) {
        return true;
    }
    const auto holds = [](const fs::path &folder, std::string_view prefix) {
        std::error_code error;
        fs::directory_iterator entries(folder, error);
        return !error && std::any_of(begin(entries), end(entries), [&](const auto &entry) {
            return entry.path().filename().string().starts_with(prefix);
        });
    };
    return holds(dataFolder, "library.sqlite.schema-") || holds(cacheFolder, "session-")
           || holds(cacheFolder, "certificate-");
}

std::string randomDigits()
{
    std::array<unsigned char, digits / 2> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) != ssize_t(bytes.size())) {
        return {};
    }
    std::string out;
    for (const unsigned char byte : bytes) {
        out += "0123456789abcdef"[byte >> 4U];
        out += "0123456789abcdef"[byte & 15U];
    }
    return out;
}

// Whole or not at all, and only the first of several processes: a link does not replace.
void writeOnce(const fs::path &file, const std::string &content)
{
    std::string draft = file.string() + ".XXXXXX";
    const int made = ::mkostemp(draft.data(), O_CLOEXEC);
    if (made < 0) {
        return;
    }
    const bool written = writeAll(made, content) == 0 && ::fsync(made) == 0;
    ::close(made);
    if (written) {
        static_cast<void>(::link(draft.c_str(), file.c_str()));  // another may have been first
    }
    ::unlink(draft.c_str());
}

std::string contentOf(const fs::path &file)
{
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    const bool number = line.size() == digits
                        && line.find_first_not_of("0123456789abcdef") == std::string::npos;
    return number ? line : std::string();
}

}  // namespace

std::string machineNumber(const fs::path &dataFolder, const fs::path &cacheFolder)
{
    if (dataFolder.empty()) {
        return {};
    }
    const fs::path file = dataFolder / "machine-id";
    std::error_code error;
    if (!fs::exists(file, error)) {
        fs::create_directories(dataFolder, error);
        writeOnce(file, wasMeasuredBefore(dataFolder, cacheFolder)
                                ? std::string("measured before there were numbers\n")
                                : randomDigits() + '\n');
    }
    return contentOf(file);
}

}  // namespace touchstone::measure
