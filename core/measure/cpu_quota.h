// The CPU time that the control groups (cgroups) of this process may use. Containers are limited in
// this way: sched_getaffinity() still shows all cores of the host, and threads beyond the quota are
// stopped for the rest of each period, which falsifies their timings.
#pragma once

#include "base/result.h"

#include <filesystem>
#include <optional>
#include <string>

namespace touchstone::measure {

// In processors, e.g. 1.5; the smallest of the group and of those above it. nullopt without a
// limit. `root` is where the controller is mounted, `group` the path of the group below it. Reads
// cpu.max (version 2) or cpu.cfs_quota_us and cpu.cfs_period_us (version 1):
// https://docs.kernel.org/admin-guide/cgroup-v2.html
std::optional<double> cpuQuota(const std::filesystem::path &root, const std::string &group);
// Of this process.
std::optional<double> cpuQuota();

// ErrorCode::Usage when so many threads would wait for each other: more than there are processors,
// or than the quota allows.
Result<> threadsAreWithin(int threads, int processors, std::optional<double> quota);

}  // namespace touchstone::measure
