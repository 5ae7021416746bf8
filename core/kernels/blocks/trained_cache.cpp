#include "kernels/blocks/trained_cache.h"

#include <unistd.h>

#include <fstream>
#include <list>
#include <mutex>

namespace touchstone::kernels {

namespace {

namespace fs = std::filesystem;

// The latest few, so that a long study does not fill the memory.
class Latest {
public:
    std::optional<TrainedWeights> find(const std::string &name)
    {
        const std::scoped_lock lock(m_mutex);
        for (const auto &[known, weights] : m_entries) {
            if (known == name) {
                return weights;
            }
        }
        return std::nullopt;
    }
    void keep(const std::string &name, const TrainedWeights &weights)
    {
        constexpr std::size_t most = 16;
        const std::scoped_lock lock(m_mutex);
        m_entries.emplace_front(name, weights);
        if (m_entries.size() > most) {
            m_entries.pop_back();
        }
    }

private:
    std::mutex m_mutex;
    std::list<std::pair<std::string, TrainedWeights>> m_entries;
};

Latest &latest()
{
    static Latest all;
    return all;
}

// A file: the number of grids; of each its rows and columns, then its values. All in the order of
// this machine, whose cache it is.
using Count = std::uint64_t;

template <class V>
void put(std::ostream &file, const V *values, std::size_t count)
{
    file.write(reinterpret_cast<const char *>(values), std::streamsize(count * sizeof(V)));
}

template <class V>
bool take(std::istream &file, V *values, std::size_t count)
{
    return bool(file.read(reinterpret_cast<char *>(values), std::streamsize(count * sizeof(V))));
}

std::optional<TrainedWeights> read(const fs::path &path)
{
    std::error_code error;
    const std::uintmax_t bytes = fs::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    Count grids = 0;
    if (error || !take(file, &grids, 1) || grids == 0 || grids > bytes) {
        return std::nullopt;
    }
    TrainedWeights weights;
    for (Count i = 0; i < grids; ++i) {
        std::array<Count, 2> sizes{};
        // Sizes of a damaged file may be anything: their product must not overflow.
        if (!take(file, sizes.data(), 2) || sizes[0] > bytes || sizes[1] > bytes
            || sizes[0] * sizes[1] > bytes / sizeof(float)) {
            return std::nullopt;
        }
        weights.emplace_back(std::size_t(sizes[0]), std::size_t(sizes[1]));
        if (!take(file, weights.back().values.data(), weights.back().values.size())) {
            return std::nullopt;
        }
    }
    return file.peek() == std::ifstream::traits_type::eof() ? std::optional(std::move(weights))
                                                            : std::nullopt;
}

void write(const fs::path &path, const TrainedWeights &weights)
{
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    // Renamed when whole: another worker may read or write the same weights.
    const fs::path draft = path.string() + '.' + std::to_string(::getpid());
    std::ofstream file(draft, std::ios::binary);
    const Count grids = weights.size();
    put(file, &grids, 1);
    for (const Grid<float> &grid : weights) {
        const std::array<Count, 2> sizes{grid.rows, grid.columns};
        put(file, sizes.data(), sizes.size());
        put(file, grid.values.data(), grid.values.size());
    }
    file.close();
    if (file) {
        fs::rename(draft, path, error);
    }
    if (!file || error) {
        fs::remove(draft, error);
    }
}

}  // namespace

Result<TrainedWeights> trained(const Setup &setup, const std::string &name,
                               const std::function<TrainedWeights()> &train)
{
    const std::string key = name + (setup.effort == Effort::Smoke ? "-smoke" : "");
    if (auto known = latest().find(key)) {
        return std::move(*known);
    }
    const fs::path path = setup.cacheFolder.empty()
                                  ? fs::path()
                                  : setup.cacheFolder / "trained" / (key + ".weights");
    std::optional<TrainedWeights> weights = path.empty() ? std::nullopt : read(path);
    if (!weights) {
        weights = train();
        if (setup.stop.stop_requested()) {
            return cancelled();
        }
        if (!path.empty()) {
            write(path, *weights);
        }
    }
    latest().keep(key, *weights);
    return std::move(*weights);
}

}  // namespace touchstone::kernels
