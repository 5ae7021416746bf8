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

Result<> threadsAreWithin(int threads, int processors, std::optional<double> quota)
{
    if (quota && *quota < processors && threads > std::max(1, int(*quota))) {
        return fail(
                ErrorCode::Usage,
                "--threads {0}: the CPU quota of this process is {1} processors, so at most {2} "
                "threads can run at once",
                "--threads {0}：本进程的 CPU 配额为 {1} 个处理器，最多可同时运行 {2} 个线程",
                threads, *quota, std::max(1, int(*quota)));
    }
    if (threads > processors) {
        return fail(ErrorCode::Usage, "--threads {0}: this process may use {1} processors only",
                    "--threads {0}：本进程只能使用 {1} 个处理器", threads, processors);
    }
    return {};
}

}  // namespace touchstone::measure
