// airspeed velocity: results/MACHINE/COMMIT-ENV.json. Only times have their unit in the file (by
// the names time_* of the benchmarks); those of track_* are in benchmarks.json.
#include "exchange/foreign_formats.h"

#include <QDateTime>

namespace touchstone::exchange {

namespace {

enum class What { Time, Memory, Other };

What whatOf(const QString &benchmark)
{
    const QString last = benchmark.section(u'.', -1).toLower();
    return last.startsWith(QLatin1String("time")) ? What::Time
           : last.startsWith(QLatin1String("mem")) || last.startsWith(QLatin1String("peakmem"))
                   ? What::Memory
                   : What::Other;
}

// The columns of one benchmark by name, in each of the three layouts there have been.
QJsonObject columnsOf(const QJsonValue &value, const QJsonArray &names)
{
    if (value.isObject()) {
        return value.toObject();
    }
    if (!value.isArray() || names.isEmpty()) {
        return {{QStringLiteral("result"), value.isArray() ? value : QJsonArray{value}}};
    }
    QJsonObject columns;
    const QJsonArray cells = value.toArray();
    for (qsizetype i = 0; i < std::min(names.size(), cells.size()); ++i) {
        columns.insert(names[i].toString(), cells[i]);
    }
    return columns;
}

// "(10, 'a')" for the n-th of all combinations, the last parameter fastest.
QString parametersOf(const QJsonArray &parameters, qsizetype n)
{
    QStringList words;
    for (qsizetype i = parameters.size() - 1; i >= 0; --i) {
        const QJsonArray values = parameters[i].toArray();
        if (values.isEmpty()) {
            return {};
        }
        words.prepend(values[n % values.size()].toVariant().toString());
        n /= values.size();
    }
    return words.isEmpty() ? QString()
                           : QStringLiteral("(%1)").arg(words.join(QStringLiteral(", ")));
}

void addTimes(EntryList &list, const QString &benchmark, const QJsonObject &columns)
{
    const QJsonValue result = columns.value(QLatin1String("result"));
    const QJsonArray times = result.isArray() ? result.toArray() : QJsonArray{result};
    const QJsonArray parameters = columns.value(QLatin1String("params")).toArray();
    const QJsonArray low = columns.value(QLatin1String("stats_ci_99_a")).toArray();
    const QJsonArray high = columns.value(QLatin1String("stats_ci_99_b")).toArray();
    for (qsizetype i = 0; i < times.size(); ++i) {
        const std::string name = (benchmark + parametersOf(parameters, i)).toStdString();
        const auto seconds = numberOf(times[i]);
        if (!seconds) {
            list.leaveOut(name, times[i].isString() ? "no number" : "failed or skipped");
            continue;
        }
        const double ns = *seconds * nsPerSecond;
        auto variant = variantFromMean(name, ns, 0, 0);
        const double from = numberOf(low[i]).value_or(0) * nsPerSecond;
        const double to = numberOf(high[i]).value_or(0) * nsPerSecond;
        if (variant && from > 0 && from <= ns && ns <= to) {  // 99 %: wider than needed
            variant->medianLowNs = from;
            variant->medianHighNs = to;
        }
        list.add(name, std::move(variant));
    }
}

}  // namespace

Read readAsv(const QJsonDocument &document)
{
    const QJsonObject object = document.object();
    const QJsonValue results = object.value(QLatin1String("results"));
    if (!results.isObject() || !object.contains(QLatin1String("commit_hash"))
        || !object.contains(QLatin1String("params"))) {
        return std::nullopt;
    }
    measure::KernelResult result = resultOf("asv");
    result.device = "cpu";
    const double date = numberAt(object, "date").value_or(0);
    if (date > 0 && date < 1e14) {
        result.startedAt = QDateTime::fromMSecsSinceEpoch(qint64(date), Qt::UTC)
                                   .toString(Qt::ISODate)
                                   .toStdString();
    }
    const QString commit = textAt(object, "commit_hash").left(8);
    const QJsonArray names = object.value(QLatin1String("result_columns")).toArray();
    EntryList list(result);
    const QJsonObject benchmarks = results.toObject();
    for (auto it = benchmarks.begin(); it != benchmarks.end(); ++it) {
        const What what = whatOf(it.key());
        if (what == What::Time) {
            addTimes(list, it.key(), columnsOf(*it, names));
        } else {
            list.leaveOut(it.key().toStdString(),
                          what == What::Memory ? "bytes, no time" : "no unit in this file");
        }
    }
    measure::Bundle bundle = bundleWith(std::move(result));
    const QJsonObject machine = object.value(QLatin1String("params")).toObject();
    const std::string cpu = textAt(machine, "cpu").toStdString();
    bundle.machine.name = cpu.empty() ? bundle.machine.name : cpu;
    bundle.machine.facts = factsOf(machine);
    bundle.environment = factsOf(object);
    return bundle;
}

}  // namespace touchstone::exchange
