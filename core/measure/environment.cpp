#include "environment.h"

#include "kernels/blocks/gemm.h"
#include "measure/child.h"
#include "measure/cpu_quota.h"
#include "measure/folders.h"
#include "measure/machine_id.h"

#include <hwy/targets.h>

#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <thread>

#ifndef TOUCHSTONE_VERSION
#define TOUCHSTONE_VERSION "unversioned build"
#endif
#ifndef TOUCHSTONE_FLAGS
#define TOUCHSTONE_FLAGS "not recorded"
#endif
#if defined(__clang__)
#define TOUCHSTONE_COMPILER "clang " __clang_version__
#else
#define TOUCHSTONE_COMPILER "GCC " __VERSION__
#endif

namespace touchstone::measure {

namespace {

std::string firstLine(const std::filesystem::path &file)
{
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

// "key : value" files of /proc; the first value of each key.
std::map<std::string, std::string> procFile(const char *file)
{
    std::map<std::string, std::string> out;
    std::ifstream in(file);
    std::string line;
    const auto trimmed = [](const std::string &text) {
        const std::size_t from = text.find_first_not_of(" \t");
        const std::size_t to = text.find_last_not_of(" \t");
        return from == std::string::npos ? std::string() : text.substr(from, to - from + 1);
    };
    while (std::getline(in, line)) {
        const std::size_t colon = line.find(':');
        if (colon != std::string::npos) {
            out.emplace(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
        }
    }
    return out;
}

std::string factOr(const std::map<std::string, std::string> &facts, const char *key,
                   const std::string &fallback)
{
    const auto found = facts.find(key);
    return found == facts.end() ? fallback : found->second;
}

std::string cpuModel()
{
    const auto cpu = procFile("/proc/cpuinfo");
    utsname system{};
    ::uname(&system);
    return factOr(cpu, "model name", factOr(cpu, "Model", system.machine));
}

std::string binarySize(double bytes)
{
    const bool mega = bytes >= 1024 * 1024;
    return detail::shown(bytes / (mega ? 1024 * 1024 : 1024)) + (mega ? " MiB" : " KiB");
}

// FNV-1a, 64 bit (Fowler, Noll, Vo): no secret is kept by it, 128 bits of input are lost in it.
std::uint64_t fingerprint(const std::string &text)
{
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : text) {
        hash = (hash ^ std::uint8_t(c)) * 1099511628211ULL;
    }
    return hash;
}

double stealSeconds()
{
    std::istringstream line(firstLine("/proc/stat"));  // cpu user nice system idle ... steal
    std::string word;
    double value = 0;
    line >> word;
    for (int field = 0; field < 8 && line >> value; ++field) {
    }
    return value / double(::sysconf(_SC_CLK_TCK));
}

int visibleCores()
{
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (::sched_getaffinity(0, sizeof allowed, &allowed) == 0) {
        return std::max(1, CPU_COUNT(&allowed));
    }
    return int(std::max(1U, std::thread::hardware_concurrency()));
}

std::string operatingSystem()
{
    std::ifstream in("/etc/os-release");
    std::string line;
    while (std::getline(in, line)) {
        if (line.starts_with("PRETTY_NAME=")) {
            line.erase(0, 12);
            std::erase(line, '"');
            return line;
        }
    }
    return "unknown";
}

std::string vectorTargets()
{
    std::string out;
    const std::int64_t supported = hwy::SupportedTargets();
    for (std::int64_t bit = 1; bit != 0 && bit <= supported; bit <<= 1) {
        if ((supported & bit) != 0) {
            out += out.empty() ? "" : " ";
            out += hwy::TargetName(bit);
        }
    }
    return out;
}

}  // namespace

std::string programVersion()
{
    return "touchstone " TOUCHSTONE_VERSION;
}

std::string utcNow()
{
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    char buffer[32];
    std::strftime(buffer, sizeof buffer, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return buffer;
}

CacheSizes cacheSizes()
{
    CacheSizes out;
    for (int index = 0; index < 8; ++index) {
        const std::filesystem::path folder =
                "/sys/devices/system/cpu/cpu0/cache/index" + std::to_string(index);
        const std::string type = firstLine(folder / "type");
        std::istringstream text(firstLine(folder / "size"));
        double size = 0;
        char unit = ' ';
        if (type == "Instruction" || !(text >> size)) {
            continue;
        }
        text >> unit;
        size *= unit == 'K' ? 1024 : unit == 'M' ? 1024 * 1024 : 1;
        const std::string level = firstLine(folder / "level");
        (level == "1" ? out.l1Bytes : level == "2" ? out.l2Bytes : out.l3Bytes) = size;
    }
    return out;
}

int processorCount()
{
    const auto quota = cpuQuota();
    const int cores = visibleCores();
    // Half a processor more would be stopped for half of each period.
    return quota ? std::clamp(int(std::min(*quota, double(cores))), 1, cores) : cores;
}

Result<> threadsArePossible(int threads)
{
    return threadsAreWithin(threads, visibleCores(), cpuQuota());
}

int defaultThreads()
{
    return std::max(1, processorCount() - 1);
}

Machine describeMachine()
{
    const auto cpu = procFile("/proc/cpuinfo");
    const auto memory = procFile("/proc/meminfo");
    const CacheSizes caches = cacheSizes();
    Machine machine;
    const std::string model = cpuModel();
    const std::string cores = std::to_string(visibleCores());
    std::ostringstream id;
    id << std::hex
       << fingerprint("touchstone" + firstLine("/etc/machine-id")
                      + machineNumber(dataFolder(), cacheFolder()) + model + cores);
    machine.id = id.str();
    machine.name = model + ", " + cores + (cores == "1" ? " core" : " cores");
    machine.facts["cpu"] = model;
    machine.facts["cores"] = cores;
    machine.facts["memory"] = factOr(memory, "MemTotal", "unknown");
    machine.facts["vector targets"] = vectorTargets();
    machine.facts["l1d"] = binarySize(caches.l1Bytes);
    machine.facts["l2"] = binarySize(caches.l2Bytes);
    machine.facts["l3"] = binarySize(caches.l3Bytes);
    machine.facts["numa nodes"] = firstLine("/sys/devices/system/node/online");
    const bool guest = factOr(cpu, "flags", "").find("hypervisor") != std::string::npos;
    machine.facts["virtual machine"] = guest ? "yes" : "not seen";
    return machine;
}

Facts describeEnvironment()
{
    Facts out;
    utsname system{};
    ::uname(&system);
    out["kernel"] = std::string(system.sysname) + ' ' + system.release;
    out["system"] = operatingSystem();
    out["program"] = programVersion();
    out["compiler"] = TOUCHSTONE_COMPILER;
    out["flags"] = TOUCHSTONE_FLAGS;
    const std::string governor = firstLine("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    out["governor"] = governor.empty() ? "not visible" : governor;
    out["clocksource"] =
            firstLine("/sys/devices/system/clocksource/clocksource0/current_clocksource");
    const auto quota = cpuQuota();
    out["cpu quota"] = quota ? detail::shown(*quota) + " processors" : "none";
    out["huge pages"] = firstLine("/sys/kernel/mm/transparent_hugepage/enabled");
    // What reaches a worker and may change its code.
    for (const std::string &entry : currentEnvironment()) {
        for (const char *const prefix : {"LD_PRELOAD=", "LD_LIBRARY_PATH=", "LD_AUDIT=",
                                         "GLIBC_TUNABLES=", "MALLOC_", "POCL_", "OCL_", "CUDA_"}) {
            if (entry.starts_with(prefix)) {
                const std::size_t equals = entry.find('=');
                out[entry.substr(0, equals)] = entry.substr(equals + 1);
            }
        }
    }
    for (const auto &[library, fact] : kernels::libraryFacts()) {
        out[library] = fact;
    }
    return out;
}

Facts loadFacts()
{
    Facts out;
    out["load"] = firstLine("/proc/loadavg");
    const std::string pressure = firstLine("/proc/pressure/cpu");
    out["pressure"] = pressure.empty() ? "not visible" : pressure;
    out["steal_s"] = detail::shown(stealSeconds());
    return out;
}

}  // namespace touchstone::measure
