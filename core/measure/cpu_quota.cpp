#include "measure/cpu_quota.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace touchstone::measure {

namespace {

// "200000 100000": microseconds in each period; "max" and -1 are no limit.
std::optional<double> quotient(std::istream &quota, std::istream &period)
{
    double allowed = 0, of = 0;
    if (quota >> allowed && period >> of && allowed > 0 && of > 0) {
        return allowed / of;
    }
    return std::nullopt;
}

std::optional<double> quotaOf(const std::filesystem::path &group)
{
    std::ifstream both(group / "cpu.max");
    if (both) {
        return quotient(both, both);
    }
    std::ifstream quota(group / "cpu.cfs_quota_us"), period(group / "cpu.cfs_period_us");
    return quotient(quota, period);
}

std::optional<double> smaller(std::optional<double> a, std::optional<double> b)
{
    return a && b ? std::min(a, b) : a ? a : b;
}

// Whether a line "7:cpu,cpuacct:/path" of /proc/self/cgroup is about the CPU; "0::/path" is.
bool hasCpu(const std::string &controllers)
{
    std::istringstream words(controllers);
    std::string word;
    while (std::getline(words, word, ',')) {
        if (word == "cpu") {
            return true;
        }
    }
    return controllers.empty();
}

}  // namespace

std::optional<double> cpuQuota(const std::filesystem::path &root, const std::string &group)
{
    std::optional<double> least = quotaOf(root);
    std::filesystem::path at = root;
    for (const auto &part : std::filesystem::path(group).relative_path()) {
        at /= part;
        least = smaller(least, quotaOf(at));
    }
    return least;
}

std::optional<double> cpuQuota()
{
    std::ifstream groups("/proc/self/cgroup");
    std::string number, controllers, path;
    std::optional<double> least;
    while (std::getline(groups, number, ':') && std::getline(groups, controllers, ':')
           && std::getline(groups, path)) {
        if (!hasCpu(controllers)) {
            continue;
        }
        const std::filesystem::path mount =
                controllers.empty() ? "/sys/fs/cgroup" : "/sys/fs/cgroup/cpu";
        least = smaller(least, cpuQuota(mount, path));
    }
    return least;
}

}  // namespace touchstone::measure
