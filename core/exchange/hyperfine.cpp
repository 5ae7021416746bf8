// hyperfine --export-json, and lists of its commands: times in seconds, one of each run.
#include "exchange/foreign_formats.h"

namespace touchstone::exchange {

namespace {

std::optional<measure::VariantResult> variantOf(EntryList &list, const std::string &name,
                                                const QJsonObject &command)
{
    const QJsonArray times = command.value(QLatin1String("times")).toArray();
    if (!times.isEmpty()) {
        return list.fromTimes(name, times, nsPerSecond);
    }
    const auto median = numberAt(command, "median");
    return variantFromMean(name,
                           median ? *median * nsPerSecond
                                  : numberAt(command, "mean").value_or(0) * nsPerSecond,
                           0, 0);
}

// The first exit code that says that a run failed.
int failureOf(const QJsonObject &command)
{
    const QJsonArray codes = command.value(QLatin1String("exit_codes")).toArray();
    for (const auto &code : codes) {
        if (code.isDouble() && code.toInt() != 0) {
            return code.toInt();
        }
    }
    return 0;
}

bool isCommand(const QJsonObject &object)
{
    return object.value(QLatin1String("command")).isString()
           && (object.contains(QLatin1String("mean")) || object.contains(QLatin1String("times")));
}

// Of one export, of a list of exports, or the list of commands alone.
QJsonArray commandsOf(const QJsonDocument &document)
{
    const auto ofExport = [](const QJsonObject &object) {
        return object.value(QLatin1String("results")).toArray();
    };
    if (document.isObject()) {
        return ofExport(document.object());
    }
    QJsonArray commands;
    const QJsonArray items = document.array();
    for (const auto &item : items) {
        const QJsonObject object = item.toObject();
        if (isCommand(object)) {
            commands.append(object);
            continue;
        }
        const QJsonArray inside = ofExport(object);
        for (const auto &command : inside) {
            commands.append(command);
        }
    }
    return commands;
}

}  // namespace

Read readHyperfine(const QJsonDocument &document)
{
    const QJsonArray commands = commandsOf(document);
    if (!isCommand(commands.first().toObject())) {
        return std::nullopt;
    }
    measure::KernelResult result = resultOf("hyperfine");
    result.device = "cpu";
    EntryList list(result);
    for (const auto &value : commands) {
        const QJsonObject command = value.toObject();
        const std::string name = textAt(command, "command").simplified().toStdString();
        if (const int code = failureOf(command); code != 0) {
            list.leaveOut(name, "exit code " + std::to_string(code));
        } else {
            list.add(name, variantOf(list, name, command));
        }
    }
    return bundleWith(std::move(result));
}

}  // namespace touchstone::exchange
