// The format: https://github.com/google/benchmark/blob/main/docs/user_guide.md, "Output Formats".
#include "exchange/foreign_formats.h"

#include <QHash>
#include <QSet>

namespace touchstone::exchange {

namespace {

// 0 without a number or with a unit that is not known.
double nanoseconds(const QJsonObject &entry)
{
    const QString unit = entry.value(QLatin1String("time_unit")).toString(QStringLiteral("ns"));
    const double scale = unit == QLatin1String("s")    ? 1e9
                         : unit == QLatin1String("ms") ? 1e6
                         : unit == QLatin1String("us") ? 1e3
                         : unit == QLatin1String("ns") ? 1
                                                       : 0;
    return numberAt(entry, "real_time").value_or(0) * scale;
}

// What is known of one benchmark: its repetitions, or only their aggregates.
struct Entry {
    QJsonArray repetitions;  // ns
    double mean = 0, median = 0, deviation = 0, count = 0;
    bool failed = false;
};

// Which benchmark a row belongs to, and which aggregate of it the row is ("" for a repetition).
struct Place {
    QString benchmark, aggregate;
};

// Files of before version 1.5 have neither run_name nor run_type: aggregates are told apart by the
// ends of their names, if the file has the mean as well as the deviation.
Place placeOf(const QJsonObject &row, const QSet<QString> &names)
{
    const QString name = row.value(QLatin1String("name")).toString();
    const QJsonValue runName = row.value(QLatin1String("run_name"));
    if (row.contains(QLatin1String("run_type")) || runName.isString()) {
        const bool isAggregate =
                row.value(QLatin1String("run_type")).toString() == QLatin1String("aggregate");
        return {runName.toString(name),
                isAggregate ? row.value(QLatin1String("aggregate_name")).toString() : QString()};
    }
    static const QStringList aggregates{QStringLiteral("mean"),   QStringLiteral("median"),
                                        QStringLiteral("stddev"), QStringLiteral("cv"),
                                        QStringLiteral("min"),    QStringLiteral("max"),
                                        QStringLiteral("BigO"),   QStringLiteral("RMS")};
    for (const QString &aggregate : aggregates) {
        if (!name.endsWith(u'_' + aggregate)) {
            continue;
        }
        const QString base = name.chopped(aggregate.size() + 1);
        const bool isFit = aggregate == QLatin1String("BigO") || aggregate == QLatin1String("RMS");
        const bool together = names.contains(base + QStringLiteral("_mean"))
                              && names.contains(base + QStringLiteral("_stddev"));
        if (names.contains(base) || together || isFit) {
            return {base, aggregate};
        }
    }
    return {name, {}};
}

void take(const QJsonObject &row, const QString &aggregate, Entry &into)
{
    if (row.value(QLatin1String("error_occurred")).toBool()) {
        into.failed = true;
    } else if (aggregate.isEmpty()) {
        into.repetitions.append(nanoseconds(row));
    } else if (aggregate == QLatin1String("mean")) {
        into.mean = nanoseconds(row);
        into.count = numberAt(row, "repetitions").value_or(0);
    } else if (aggregate == QLatin1String("median")) {
        into.median = nanoseconds(row);
    } else if (aggregate == QLatin1String("stddev")) {
        into.deviation = nanoseconds(row);
    }
}

QSet<QString> namesOf(const QJsonArray &rows)
{
    QSet<QString> names;
    for (const auto &row : rows) {
        names.insert(row.toObject().value(QLatin1String("name")).toString());
    }
    return names;
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
    const QSet<QString> names = namesOf(rows);
    for (const auto &value : rows) {
        const QJsonObject row = value.toObject();
        const Place place = placeOf(row, names);
        if (place.aggregate == QLatin1String("BigO") || place.aggregate == QLatin1String("RMS")) {
            continue;  // a fit over sizes, no time
        }
        if (!entries.contains(place.benchmark)) {
            order.append(place.benchmark);
        }
        take(row, place.aggregate, entries[place.benchmark]);
    }
    EntryList list(result);
    for (const QString &name : std::as_const(order)) {
        const Entry &entry = entries[name];
        const double middle = entry.median > 0 ? entry.median : entry.mean;
        const std::string id = name.toStdString();
        if (entry.failed && entry.repetitions.isEmpty()) {
            list.leaveOut(id, "error");
        } else if (entry.repetitions.isEmpty()) {
            list.add(id, variantFromMean(id, middle, entry.deviation, entry.count));
        } else {
            list.add(id, list.fromTimes(id, entry.repetitions, 1));
        }
    }
    bundle.results.push_back(std::move(result));
    return bundle;
}

}  // namespace touchstone::exchange
