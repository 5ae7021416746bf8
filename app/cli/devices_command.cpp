#include "cli/commands.h"
#include "measure/bench_client.h"

#include <QJsonArray>

namespace touchstone::cli {

namespace {

QJsonObject deviceJson(const measure::DeviceInfo &device)
{
    QJsonObject facts, probes;
    for (const auto &[name, value] : device.facts) {
        facts.insert(QString::fromStdString(name), QString::fromStdString(value));
    }
    for (const auto &[name, value] : device.probes.values) {
        probes.insert(QString::fromStdString(name), value);
    }
    return {{QStringLiteral("id"), QString::fromStdString(device.id)},
            {QStringLiteral("name"), QString::fromStdString(device.name)},
            {QStringLiteral("type"), QString::fromStdString(device.type)},
            {QStringLiteral("facts"), facts},
            {QStringLiteral("probes"), probes}};
}

void printDevice(const measure::DeviceInfo &device, const Context &context)
{
    std::string out = device.id + "  " + device.name + "  (" + device.type + ")\n";
    for (const auto &[name, value] : device.facts) {
        out += "    " + name + ": " + value + "\n";
    }
    for (const auto &[name, value] : device.probes.values) {
        out += "    " + name + ": " + QString::number(value, 'g', 4).toStdString() + "\n";
    }
    context.print(QString::fromStdString(out));
}

int runDevices(bool probe, const Context &context)
{
    const auto devices = measure::listDevices(probe, context.stop.get_token());
    if (!devices) {
        return context.failed(devices.error());
    }
    if (context.json) {
        QJsonArray array;
        for (const measure::DeviceInfo &device : *devices) {
            array.append(deviceJson(device));
        }
        context.printJson({{QStringLiteral("devices"), array}});
        return Done;
    }
    for (const measure::DeviceInfo &device : *devices) {
        printDevice(device, context);
    }
    return Done;
}

}  // namespace

void addDevices(const Command &program)
{
    const auto noProbes = std::make_shared<bool>(false);
    const Command command = program.command(
            "devices", {"CPU and OpenCL devices with their probed peaks and bandwidths",
                        "CPU 与 OpenCL 设备及其实测峰值和带宽"});
    command.flag("--no-probes", *noProbes, {"only list, measure nothing", "仅列出，不测量"});
    command.onRun([noProbes](Context &context) { return runDevices(!*noProbes, context); });
}

}  // namespace touchstone::cli
