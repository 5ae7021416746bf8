// Energy of the processor package from the powercap interface (RAPL), where the system lets us read
// it: often only root may, and virtual machines have none.
#pragma once

#include "timing.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace touchstone::measure {

class EnergyMeter {
public:
    explicit EnergyMeter(const std::filesystem::path &root = "/sys/class/powercap");

    bool readable() const { return m_whyNot.empty(); }
    const std::string &whyNot() const { return m_whyNot; }  // English; "" when readable

    // Joules of all packages since the last call; 0 at the first. Counters that wrapped once are
    // taken into account. nullopt when reading fails.
    std::optional<double> joulesSinceLast();

private:
    struct Package {
        std::filesystem::path counter;
        std::uint64_t range = 0;  // microjoules at which the counter wraps
        std::uint64_t last = 0;
    };
    std::vector<Package> m_packages;
    std::string m_whyNot;
    bool m_started = false;
};

// Joules of one call: batches of calls for at least a fifth of a second, since the counters are
// updated about once per millisecond. The whole package counts, idle cores too.
std::optional<double> energyOfCall(EnergyMeter &meter, Workload &workload, std::size_t variant,
                                   long calls);

}  // namespace touchstone::measure
