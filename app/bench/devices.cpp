#include "commands.h"

#include "measure/devices.h"
#include "measure/environment.h"

#include <nlohmann/json.hpp>

#include <iostream>

namespace touchstone::bench {

namespace {

void print(const measure::DeviceInfo &device)
{
    std::cout << device.id << "  " << device.name << "  [" << device.type << "]\n";
    for (const auto &[key, fact] : device.facts) {
        std::cout << "    " << key << ": " << fact << '\n';
    }
    for (const auto &[key, value] : device.probes.values) {
        std::cout << "    " << key << ": " << value << '\n';
    }
}

}  // namespace

int devices(const Options &options, const std::stop_token &stop)
{
    if (const auto possible = outputCanBeWritten(options); !possible) {
        return report(options, possible.error());
    }
    if (const auto possible = threadsArePossible(options); !possible) {
        return report(options, possible.error());
    }
    auto found = measure::findDevices(ownWorker(options), stop);
    if (!found) {
        return report(options, found.error());
    }
    int code = exitDone;
    auto all = nlohmann::ordered_json::array();
    for (measure::DeviceInfo &device : *found) {
        if (options.probes) {
            measure::SessionOptions asked;
            asked.worker = ownWorker(options);
            asked.device = device.id;
            asked.threads = options.threads > 0 ? options.threads : measure::processorCount();
            asked.fresh = options.freshProbes;
            auto session = measure::openSession(asked, stop);
            if (!session && session.error().cancelled()) {
                return exitInterrupted;
            }
            if (session) {
                device.probes = session->probes;
                device.facts["layout floor"] = detail::shown(session->floor);
            } else {  // one broken driver must not hide the other devices
                say(options, session.error().message);
                device.facts["probes"] = session.error().message.en;
                code = exitFailed;
            }
        }
        all.push_back({{"id", device.id},
                       {"name", device.name},
                       {"type", device.type},
                       {"facts", device.facts},
                       {"probes", device.probes.values}});
        if (!options.json) {
            print(device);
        }
    }
    const std::string json = nlohmann::ordered_json{{"devices", all}}.dump(
            1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    const int written = writeMachineOutput(options, json);
    return written == exitDone ? code : written;
}

}  // namespace touchstone::bench
