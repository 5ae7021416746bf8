// The format: https://github.com/google/benchmark/blob/main/docs/user_guide.md, "Output Formats".
#include "exchange/foreign_formats.h"

#include <QHash>

namespace touchstone::exchange {

namespace {

double nanoseconds(const QJsonObject &entry)
{
    const QString unit = entry.value(QLatin1String("time_unit")).toString(QStringLiteral("ns"));
    const double scale = unit == QLatin1String("s")    ? 1e9
                         : unit == QLatin1String("ms") ? 1e6
                         : unit == QLatin1String("us") ? 1e3
                                                       : 1;
    return entry.value(QLatin1String("real_time")).toDouble() * scale;
}

// What is known of one benchmark: its repetitions, or only their aggregates.
struct Entry {
    std::vector<double> repetitions;
    double mean = 0, median = 0, deviation = 0, count = 0;
};

void take(const QJsonObject &row, Entry &into)
{
    if (row.value(QLatin1String("error_occurred")).toBool()) {
        return;
    }
    if (row.value(QLatin1String("run_type")).toString() != QLatin1String("aggregate")) {
        into.repetitions.push_back(nanoseconds(row));
        return;
    }
    const QString aggregate = row.value(QLatin1String("aggregate_name")).toString();
    into.count = row.value(QLatin1String("repetitions")).toDouble();
    if (aggregate == QLatin1String("mean")) {
        into.mean = nanoseconds(row);
    } else if (aggregate == QLatin1String("median")) {
        into.median = nanoseconds(row);
    } else if (aggregate == QLatin1String("stddev")) {
        into.deviation = nanoseconds(row);
    }
}

}  // namespace

measure::Bundle readGoogleBenchmark(const QJsonObject &document)
{
    measure::Bundle bundle;
    const QJsonObject context = document.value(QLatin1String("context")).toObject();
    bundle.environment = factsOf(context);
    bundle.machine.name = context.value(QLatin1String("host_name")).toString().toStdString();
    bundle.machine.facts["cpus"] = std::to_string(context.value(QLatin1String("num_cpus")).toInt());
    measure::KernelResult result;
    result.kernel = "google-benchmark";
    result.device = "cpu";
    result.startedAt = context.value(QLatin1String("date")).toString().toStdString();
    QHash<QString, Entry> entries;
    QStringList order;
    const QJsonArray rows = document.value(QLatin1String("benchmarks")).toArray();
    for (const auto &value : rows) {
        const QJsonObject row = value.toObject();
        // Files of before version 1.5 have no run_name.
        const QString name = row.value(QLatin1String("run_name"))
                                     .toString(row.value(QLatin1String("name")).toString());
        if (!entries.contains(name)) {
            order.append(name);
        }
        take(row, entries[name]);
    }
    for (const QString &name : std::as_const(order)) {
        const Entry &entry = entries[name];
        const double middle = entry.median > 0 ? entry.median : entry.mean;
        addVariant(result, entry.repetitions.empty()
                                   ? variantFromMean(name.toStdString(), middle, entry.deviation,
                                                     entry.count)
                                   : variantFromSamples(name.toStdString(), entry.repetitions));
    }
    bundle.results.push_back(std::move(result));
    return bundle;
}

}  // namespace touchstone::exchange
