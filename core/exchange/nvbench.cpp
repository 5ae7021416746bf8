// The format: NVIDIA/nvbench, --json: benchmarks with states, whose summaries are told apart by
// tags and whose numbers are strings; times are in seconds.
#include "exchange/foreign_formats.h"

#include <cmath>

namespace touchstone::exchange {

namespace {

// NaN where the state has no such number.
double summary(const QJsonObject &state, const char *tag)
{
    const QJsonArray summaries = state.value(QLatin1String("summaries")).toArray();
    for (const auto &value : summaries) {
        const QJsonObject one = value.toObject();
        if (one.value(QLatin1String("tag")).toString() != QLatin1String(tag)) {
            continue;
        }
        const QJsonArray data = one.value(QLatin1String("data")).toArray();
        for (const auto &item : data) {
            return numberAt(item.toObject(), "value").value_or(std::nan(""));
        }
    }
    return std::nan("");
}

// Cold timings flush the cache before each call and are what nvbench shows first.
std::optional<measure::VariantResult> variantOf(const std::string &name, const QJsonObject &state)
{
    // Newer versions hide the mean, which outliers spoil, and give the median with its quartiles.
    const double median = summary(state, "nv/cold/time/gpu/median");
    const double samples = summary(state, "nv/cold/sample_size");
    if (median > 0) {
        const double spread =
                summary(state, "nv/cold/time/gpu/q3") - summary(state, "nv/cold/time/gpu/q1");
        // The standard error of a median is about 0.93 of the quartiles' distance over the root of
        // n (McGill, Tukey and Larsen 1978: 1.25 / 1.35).
        constexpr double perQuartileDistance = 1.25 / 1.35;
        return variantFromMean(name, median * nsPerSecond,
                               perQuartileDistance * spread * nsPerSecond, samples);
    }
    const double mean = summary(state, "nv/cold/time/gpu/mean");
    if (mean > 0) {
        const double relative = summary(state, "nv/cold/time/gpu/stdev/relative");
        return variantFromMean(name, mean * nsPerSecond, relative * mean * nsPerSecond, samples);
    }
    return variantFromMean(name, summary(state, "nv/cpu_only/time/cpu/mean") * nsPerSecond, 0, 0);
}

}  // namespace

measure::Bundle readNvbench(const QJsonObject &document)
{
    measure::Bundle bundle;
    measure::KernelResult result;
    result.kernel = "nvbench";
    result.device = "gpu";
    result.plan["statistic"] = "medians where the file has them";
    const QJsonArray devices = document.value(QLatin1String("devices")).toArray();
    for (const auto &device : devices) {
        const std::string name =
                device.toObject().value(QLatin1String("name")).toString().toStdString();
        result.deviceName += (result.deviceName.empty() ? "" : ", ") + name;
    }
    bundle.machine.name = result.deviceName;
    bundle.machine.facts["gpu"] = result.deviceName;
    EntryList list(result);
    const QJsonArray benchmarks = document.value(QLatin1String("benchmarks")).toArray();
    for (const auto &value : benchmarks) {
        const QJsonObject benchmark = value.toObject();
        const QString prefix = benchmark.value(QLatin1String("name")).toString();
        const QJsonArray states = benchmark.value(QLatin1String("states")).toArray();
        for (const auto &item : states) {
            const QJsonObject state = item.toObject();
            const QString stateName = state.value(QLatin1String("name")).toString();
            const std::string name = (prefix + u' ' + stateName).trimmed().toStdString();
            if (state.value(QLatin1String("is_skipped")).toBool()) {
                list.leaveOut(name, "skipped");
            } else {
                list.add(name, variantOf(name, state));
            }
        }
    }
    bundle.results.push_back(std::move(result));
    return bundle;
}

}  // namespace touchstone::exchange
