// pytest-benchmark --benchmark-json: times of one call in seconds.
#include "exchange/foreign_formats.h"

#include <cmath>

namespace touchstone::exchange {

namespace {

std::optional<measure::VariantResult> variantOf(EntryList &list, const std::string &name,
                                                const QJsonObject &stats)
{
    constexpr qsizetype most = 1000;  // of calls that take microseconds there are 100 000
    const QJsonArray data = stats.value(QLatin1String("data")).toArray();
    if (!data.isEmpty() && data.size() <= most) {
        return list.fromTimes(name, data, nsPerSecond);
    }
    const auto median = numberAt(stats, "median");
    const double rounds = numberAt(stats, "rounds").value_or(0);
    if (median) {
        // As in nvbench.cpp: the standard error of a median from the quartiles' distance.
        constexpr double perQuartileDistance = 1.25 / 1.35;
        const double spread = numberAt(stats, "iqr").value_or(std::nan(""));
        return variantFromMean(name, *median * nsPerSecond,
                               perQuartileDistance * spread * nsPerSecond, rounds);
    }
    return variantFromMean(name, numberAt(stats, "mean").value_or(0) * nsPerSecond,
                           numberAt(stats, "stddev").value_or(std::nan("")) * nsPerSecond, rounds);
}

measure::Machine machineOf(const QJsonObject &info)
{
    measure::Machine machine;
    const QJsonObject cpu = info.value(QLatin1String("cpu")).toObject();
    QString name = textAt(cpu, "brand_raw");
    name = name.isEmpty() ? textAt(cpu, "brand") : name;
    name = name.isEmpty() ? textAt(info, "processor") : name;
    machine.name = name.isEmpty() ? measure::unknownMachine : name.toStdString();
    machine.facts = factsOf(info);
    return machine;
}

}  // namespace

Read readPytestBenchmark(const QJsonDocument &document)
{
    const QJsonObject object = document.object();
    const QJsonArray benchmarks = object.value(QLatin1String("benchmarks")).toArray();
    const QJsonObject first = benchmarks.first().toObject();
    if (!first.value(QLatin1String("stats")).isObject()) {
        return std::nullopt;
    }
    measure::KernelResult result = resultOf("pytest-benchmark");
    result.device = "cpu";
    result.startedAt = textAt(object, "datetime").toStdString();
    EntryList list(result);
    for (const auto &value : benchmarks) {
        const QJsonObject benchmark = value.toObject();
        const QString fullName = textAt(benchmark, "fullname");
        const std::string name =
                (fullName.isEmpty() ? textAt(benchmark, "name") : fullName).toStdString();
        const QJsonObject stats = benchmark.value(QLatin1String("stats")).toObject();
        list.add(name, variantOf(list, name, stats));
    }
    measure::Bundle bundle = bundleWith(std::move(result));
    bundle.machine = machineOf(object.value(QLatin1String("machine_info")).toObject());
    return bundle;
}

}  // namespace touchstone::exchange
