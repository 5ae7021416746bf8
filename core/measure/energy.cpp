#include "energy.h"

#include <algorithm>
#include <fstream>

namespace touchstone::measure {

namespace {

constexpr double shortestNs = 2e8;

std::optional<std::uint64_t> number(const std::filesystem::path &file)
{
    std::ifstream in(file);
    std::uint64_t value = 0;
    return in >> value ? std::optional(value) : std::nullopt;
}

}  // namespace

EnergyMeter::EnergyMeter(const std::filesystem::path &root)
{
    std::error_code error;
    bool refused = false;
    for (const auto &entry : std::filesystem::directory_iterator(root, error)) {
        const std::string name = entry.path().filename().string();
        // "intel-rapl:0" is a package (AMD uses the same name), "intel-rapl:0:1" a part of one.
        if (!name.starts_with("intel-rapl:") || std::count(name.begin(), name.end(), ':') != 1) {
            continue;
        }
        const auto value = number(entry.path() / "energy_uj");
        const auto range = number(entry.path() / "max_energy_range_uj");
        refused = refused || !value;
        if (value && range) {
            m_packages.push_back({entry.path() / "energy_uj", *range, *value});
        }
    }
    if (!m_packages.empty()) {
        return;
    }
    m_whyNot = refused ? "the RAPL counters under " + root.string() + " may not be read"
                       : "no RAPL counters under " + root.string();
}

std::optional<double> EnergyMeter::joulesSinceLast()
{
    std::uint64_t microjoules = 0;
    for (Package &package : m_packages) {
        const auto now = number(package.counter);
        if (!now) {
            return std::nullopt;
        }
        microjoules +=
                *now >= package.last ? *now - package.last : package.range - package.last + *now;
        package.last = *now;
    }
    const bool first = !std::exchange(m_started, true);
    return first ? 0 : double(microjoules) * 1e-6;
}

std::optional<double> energyOfCall(EnergyMeter &meter, Workload &workload, std::size_t variant,
                                   long calls)
{
    if (!meter.joulesSinceLast()) {
        return std::nullopt;
    }
    double elapsed = 0;
    double made = 0;
    while (elapsed < shortestNs) {
        elapsed += workload.time(variant, calls).wallNs;
        made += double(calls);
    }
    const auto joules = meter.joulesSinceLast();
    return joules ? std::optional(*joules / made) : std::nullopt;
}

}  // namespace touchstone::measure
