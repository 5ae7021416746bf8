#include "device_access.h"

#include "folders.h"
#include "kernels/blocks/devices.h"
#include "kernels/blocks/opencl_drivers.h"
#include "probes.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <cstdlib>

namespace touchstone::measure {

namespace {

constexpr std::string_view openClPrefix = "opencl:";

std::optional<int> openClIndex(const std::string &id)
{
    if (!id.starts_with(openClPrefix)) {
        return std::nullopt;
    }
    const char *const first = id.data() + openClPrefix.size();
    const char *const last = id.data() + id.size();
    int index = -1;
    const auto [end, error] = std::from_chars(first, last, index);
    const bool whole = error == std::errc() && end == last && index >= 0;
    return whole ? std::optional(index) : std::nullopt;
}

nlohmann::json openClDevicesAsJson()
{
    nlohmann::json out = nlohmann::json::array();
    for (const kernels::OpenClDeviceInfo &info : kernels::openClDevices()) {
        out.push_back({{"id", std::string(openClPrefix) + std::to_string(info.index)},
                       {"name", info.name},
                       {"type", info.type},
                       {"facts", info.facts}});
    }
    return out;
}

}  // namespace

struct DeviceAccess::Private {
    std::optional<TemporaryFolder> temporary;
    std::unique_ptr<kernels::OpenClDevice> device;
};

DeviceAccess::DeviceAccess() : d(std::make_unique<Private>()) {}
DeviceAccess::~DeviceAccess() = default;

Result<> DeviceAccess::keepBuilds(const std::filesystem::path &cacheFolder)
{
    std::filesystem::path folder = cacheFolder;
    if (folder.empty()) {
        folder = d->temporary.emplace().path();
    }
    if (folder.empty()) {
        return fail(ErrorCode::Unwritable,
                    "no private folder for compiled programs: set HOME, XDG_CACHE_HOME or TMPDIR",
                    "没有存放已编译程序的私有文件夹：请设置 HOME、XDG_CACHE_HOME 或 TMPDIR");
    }
    // Drivers load machine code from their build caches, by default of folders that they share or
    // guess: a private one is nobody else's, and not of another version either.
    ::setenv("POCL_CACHE_DIR", (folder / "pocl").c_str(), 1);
    ::setenv("CUDA_CACHE_PATH", (folder / "cuda").c_str(), 1);
    return {};
}

Result<nlohmann::json> DeviceAccess::openClDevices(const std::filesystem::path &cacheFolder)
{
    if (auto kept = keepBuilds(cacheFolder); !kept) {
        return passOn(std::move(kept.error()));
    }
    return openClDevicesAsJson();
}

std::vector<std::string> DeviceAccess::brokenDrivers()
{
    return kernels::brokenOpenClDrivers();
}

Result<> DeviceAccess::open(const std::string &id, const std::filesystem::path &cacheFolder)
{
    if (id == "cpu") {
        return {};
    }
    const auto index = openClIndex(id);
    if (!index) {
        return fail(ErrorCode::Usage, "{0}: no such device; cpu or opencl:N",
                    "{0}：没有此设备；应为 cpu 或 opencl:N", id);
    }
    if (auto kept = keepBuilds(cacheFolder); !kept) {
        return kept;
    }
    auto opened = kernels::openOpenClDevice(*index);
    if (!opened) {
        return passOn(std::move(opened.error()));
    }
    d->device = std::move(*opened);
    return {};
}

kernels::OpenClDevice *DeviceAccess::device() const
{
    return d->device.get();
}

Result<Probes> DeviceAccess::probe(int threads)
{
    return d->device ? probeOpenCl(*d->device) : Result<Probes>(probeCpu(threads));
}

}  // namespace touchstone::measure
