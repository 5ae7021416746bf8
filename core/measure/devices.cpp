#include "devices.h"

#include "environment.h"
#include "folders.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>

namespace touchstone::measure {

namespace {

constexpr char brokenDriverFact[] = "opencl driver not loaded";

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return char(std::tolower(c)); });
    return text;
}

std::string listed(const std::vector<DeviceInfo> &devices)
{
    std::string out;
    for (const DeviceInfo &device : devices) {
        out += (out.empty() ? "" : ", ") + device.id + " (" + device.name + ')';
    }
    return out;
}

}  // namespace

Result<std::vector<DeviceInfo>> findDevices(const WorkerProgram &worker, std::stop_token stop)
{
    const Machine machine = describeMachine();
    std::vector<DeviceInfo> devices;
    devices.push_back({"cpu", machine.name, "CPU", machine.facts, {}});
    WorkerRequest request;
    request.task = Task::Devices;
    request.cacheFolder = cacheFolder().string();
    const WorkerEnd end =
            runWorkerProcess(worker, request, std::move(stop), [&](const nlohmann::json &event) {
                if (event.at("type") == "broken drivers") {
                    for (const auto &driver : event.at("drivers")) {
                        std::string &fact = devices.front().facts[brokenDriverFact];
                        fact += (fact.empty() ? "" : "; ") + driver.get<std::string>();
                    }
                }
                if (event.at("type") != "devices") {
                    return;
                }
                for (const auto &device : event.at("devices")) {
                    devices.push_back({device.at("id").get<std::string>(),
                                       device.at("name").get<std::string>(),
                                       device.at("type").get<std::string>(),
                                       device.at("facts").get<Facts>(),
                                       {}});
                }
            });
    if (end.status == RunStatus::Cancelled) {
        return cancelled();
    }
    if (end.status != RunStatus::Ok) {
        devices.front().facts["opencl"] = end.message;
    }
    return devices;
}

Result<DeviceInfo> chooseDevice(const std::string &wanted, const std::vector<DeviceInfo> &devices)
{
    std::vector<DeviceInfo> fitting;
    for (const DeviceInfo &device : devices) {
        if (device.id == wanted) {
            return device;
        }
        if (!wanted.empty() && lower(device.name).find(lower(wanted)) != std::string::npos) {
            fitting.push_back(device);
        }
    }
    if (fitting.size() == 1) {
        return fitting.front();
    }
    if (fitting.empty()) {
        return fail(ErrorCode::Usage, "{0}: no such device; there are {1}",
                    "{0}：没有此设备；现有 {1}", wanted, listed(devices));
    }
    return fail(ErrorCode::Usage, "{0}: several devices fit: {1}", "{0}：有多个设备符合：{1}",
                wanted, listed(fitting));
}

}  // namespace touchstone::measure
