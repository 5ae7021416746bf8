// The device of a run, by its id: "cpu" or "opencl:N". Builds without OpenCL know "cpu" only.
#pragma once

#include "base/result.h"
#include "measure/results/results.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace touchstone::kernels {
class OpenClDevice;
}

namespace touchstone::measure {

class DeviceAccess {
public:
    DeviceAccess();
    ~DeviceAccess();
    // cacheFolder: private folder for compiled programs; empty: a temporary one.
    // Every OpenCL device: {"id", "name", "type", "facts"}; a list with nothing in it where there
    // is no driver. May load drivers: call it in a worker.
    Result<nlohmann::json> openClDevices(const std::filesystem::path &cacheFolder);
    // Drivers that are installed and cannot be loaded, with the reason; after openClDevices().
    static std::vector<std::string> brokenDrivers();
    Result<> open(const std::string &id, const std::filesystem::path &cacheFolder);
    kernels::OpenClDevice *device() const;  // nullptr: CPU
    // Figures of the opened device; of an OpenCL device with keys "device_...".
    Result<Probes> probe(int threads);

private:
    Result<> keepBuilds(const std::filesystem::path &cacheFolder);

    struct Private;
    std::unique_ptr<Private> d;
};

}  // namespace touchstone::measure
