#include "quality_cache.h"

#include "kernels/blocks/instruction_set.h"
#include "measure/results/json_place.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace touchstone::measure {

namespace fs = std::filesystem;

QualityCache::QualityCache(const WorkerRequest &request, const kernels::Kernel &kernel)
{
    if (request.cacheFolder.empty() || kernel.hasTimedFigures()) {
        return;
    }
    std::string device = request.device;
    std::replace(device.begin(), device.end(), ':', '-');
    m_file = fs::path(request.cacheFolder) / "quality"
             / (kernel.id() + "-v" + std::to_string(kernel.version()) + '-' + request.preset + '-'
                + device + '-' + toWord(kernels::heldTo()) + "-t" + std::to_string(request.threads)
                + "-s" + std::to_string(request.seed) + ".json");
}

std::optional<std::vector<kernels::Quality>> QualityCache::read() const
{
    std::ifstream file(m_file);
    if (m_file.empty() || !file) {
        return std::nullopt;
    }
    try {
        return qualityFromJson(nlohmann::json::parse(file));
    } catch (const nlohmann::json::exception &) {
        return std::nullopt;
    } catch (const Malformed &) {
        return std::nullopt;
    }
}

void QualityCache::write(const std::vector<kernels::Quality> &figures) const
{
    if (m_file.empty()) {
        return;
    }
    std::error_code error;
    fs::create_directories(m_file.parent_path(), error);
    // Renamed when whole: another worker may read or write the same figures.
    const fs::path draft = m_file.string() + '.' + std::to_string(::getpid());
    std::ofstream file(draft);
    file << toJson(figures).dump();
    file.close();
    if (file) {
        fs::rename(draft, m_file, error);
    } else {
        fs::remove(draft, error);
    }
}

}  // namespace touchstone::measure
