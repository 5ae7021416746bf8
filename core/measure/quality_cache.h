// Quality figures of a kernel, kept in the cache folder: a study may train for minutes, and gives
// the same figures for the same version, preset, seed, device, instruction set and threads. Figures
// that a clock took part in are not kept.
#pragma once

#include "protocol.h"

namespace touchstone::measure {

class QualityCache {
public:
    // Without a cache folder, or for a kernel with timed figures, nothing is read or written.
    QualityCache(const WorkerRequest &request, const kernels::Kernel &kernel);

    // nullopt: none, or none that can be read.
    std::optional<std::vector<kernels::Quality>> read() const;
    // A figure that cannot be kept is computed again: errors are passed over.
    void write(const std::vector<kernels::Quality> &figures) const;

private:
    std::filesystem::path m_file;
};

}  // namespace touchstone::measure
