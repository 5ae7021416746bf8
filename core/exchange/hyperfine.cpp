// hyperfine --export-json: times in seconds, one of each run.
#include "exchange/foreign_formats.h"

namespace touchstone::exchange {

namespace {

std::optional<measure::VariantResult> variantOf(const std::string &name, const QJsonObject &command)
{
    std::vector<double> samples;
    const QJsonArray times = command.value(QLatin1String("times")).toArray();
    for (const auto &seconds : times) {
        samples.push_back(seconds.toDouble() * nsPerSecond);
    }
    if (!samples.empty()) {
        return variantFromSamples(name, samples);
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

}  // namespace

Read readHyperfine(const QJsonDocument &document)
{
    const QJsonArray commands = document.object().value(QLatin1String("results")).toArray();
    const QJsonObject first = commands.first().toObject();
    if (!first.value(QLatin1String("command")).isString()
        || !(first.contains(QLatin1String("mean")) || first.contains(QLatin1String("times")))) {
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
            list.add(name, variantOf(name, command));
        }
    }
    return bundleWith(std::move(result));
}

}  // namespace touchstone::exchange
