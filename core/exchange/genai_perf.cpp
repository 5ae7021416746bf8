// genai-perf and aiperf, profile_export_*.json: each figure is an object with its unit, its mean
// and its percentiles.
#include "exchange/foreign_formats.h"

#include <algorithm>
#include <cmath>

namespace touchstone::exchange {

namespace {

struct Figure {
    const char *key, *name;
};
constexpr Figure latencies[]{{"time_to_first_token", "ttft"},
                             {"inter_token_latency", "itl"},
                             {"request_latency", "e2e"}};
constexpr Figure rates[]{{"output_token_throughput", "output token"},
                         {"total_token_throughput", "token"},
                         {"request_throughput", "request"}};

double nanosecondsOf(const QString &unit)
{
    return unit == QLatin1String("ns")                                  ? 1
           : unit == QLatin1String("us")                                ? 1e3
           : unit == QLatin1String("ms")                                ? 1e6
           : unit == QLatin1String("s") || unit == QLatin1String("sec") ? 1e9
                                                                        : 0;
}

bool isPerSecond(const QString &unit)
{
    return unit.endsWith(QLatin1String("/sec")) || unit.endsWith(QLatin1String("/s"))
           || unit.endsWith(QLatin1String("/second"));
}

QString modelOf(const QJsonObject &document)
{
    const QJsonObject input = document.value(QLatin1String("input_config")).toObject();
    for (const QJsonValue &names :
         {input.value(QLatin1String("model")), input.value(QLatin1String("models")),
          input.value(QLatin1String("model_names")),
          input.value(QLatin1String("endpoint"))[QLatin1String("model_names")]}) {
        const QJsonValue first = names.isArray() ? names[0] : names[QLatin1String("items")][0];
        const QString name = names.isString()   ? names.toString()
                             : first.isString() ? first.toString()
                                                : first[QLatin1String("name")].toString();
        if (!name.isEmpty()) {
            return name.section(u'/', -1);
        }
    }
    return {};
}

measure::Sizes workOf(const QJsonObject &document)
{
    measure::Sizes sizes;
    constexpr std::pair<const char *, const char *> parts[]{
            {"input_tokens", "input_sequence_length"}, {"output_tokens", "output_sequence_length"}};
    for (const auto &[name, key] : parts) {
        const double tokens =
                numberAt(document.value(QLatin1String(key)).toObject(), "avg").value_or(0);
        if (tokens > 0 && tokens < 1e9) {
            sizes.emplace_back(name, std::llround(tokens));
        }
    }
    return sizes;
}

void addLatency(EntryList &list, const std::string &name, const char *what,
                const QJsonObject &figure, const measure::Sizes &sizes)
{
    const double unit = nanosecondsOf(textAt(figure, "unit"));
    if (unit == 0) {
        list.leaveOut(name + what, "unit \"" + textAt(figure, "unit").toStdString() + "\"");
        return;
    }
    const auto add = [&](double value, double error, const std::string &operation) {
        auto variant = variantFromMean(name, value * unit, error * unit,
                                       numberAt(figure, "count").value_or(0));
        if (variant) {
            variant->operation = operation;
            variant->sizes = sizes;
        }
        list.add(name + operation, std::move(variant));
    };
    const double deviation = numberAt(figure, "std").value_or(std::nan(""));
    if (const auto median = numberAt(figure, "p50")) {
        add(*median, 1.25 * deviation, what);  // as in serving.cpp
    } else if (const auto mean = list.numberIn(figure, "avg", name + what)) {
        add(*mean, deviation, std::string(what) + " mean");
    }
    if (const auto tail = list.numberIn(figure, "p99", name + what + " p99")) {
        add(*tail, std::nan(""), std::string(what) + " p99");
    }
}

// The load tells the runs of one study apart.
QString loadOf(const QJsonObject &document)
{
    const QJsonValue input = document.value(QLatin1String("input_config"));
    const QJsonArray phases = input[QLatin1String("phases")].toArray();
    for (const QJsonValue &load :
         {phases.isEmpty() ? QJsonValue() : phases.last()[QLatin1String("concurrency")],
          input[QLatin1String("loadgen")][QLatin1String("concurrency")],
          input[QLatin1String("perf_analyzer")][QLatin1String("stimulus")]
               [QLatin1String("concurrency")],
          input[QLatin1String("concurrency")]}) {
        if (load.isDouble()) {
            return QStringLiteral("c%1").arg(load.toDouble());
        }
    }
    return {};
}

bool holdsFigures(const QJsonObject &object)
{
    return std::any_of(std::begin(latencies), std::end(latencies),
                       [&](const Figure &latency) {
                           return object.value(QLatin1String(latency.key))
                                   .toObject()
                                   .contains(QLatin1String("unit"));
                       })
           || std::any_of(std::begin(rates), std::end(rates), [&](const Figure &rate) {
                  return object.value(QLatin1String(rate.key))
                          .toObject()
                          .contains(QLatin1String("unit"));
              });
}

void addRun(EntryList &list, const QJsonObject &run, const QStringList &words)
{
    const measure::Sizes sizes = workOf(run);
    const QString label = words.join(u' ').simplified();
    const std::string name = label.isEmpty() ? std::string() : label.toStdString() + ' ';
    const auto figureAt = [&](const char *key) { return run.value(QLatin1String(key)).toObject(); };
    for (const Figure &rate : rates) {
        const QJsonObject figure = figureAt(rate.key);
        const auto value = list.numberIn(figure, "avg", name + rate.name);
        if (!value) {
            continue;
        }
        if (!isPerSecond(textAt(figure, "unit"))) {
            list.leaveOut(name + rate.name,
                          "unit \"" + textAt(figure, "unit").toStdString() + "\"");
            continue;
        }
        auto variant = variantFromMean(rate.name, nsPerSecond / *value, 0, 0);
        if (variant) {
            variant->operation = rate.name;
            variant->sizes = sizes;
        }
        list.add(name + rate.name, std::move(variant));
    }
    for (const Figure &latency : latencies) {
        const QJsonObject figure = figureAt(latency.key);
        if (!figure.isEmpty()) {
            addLatency(list, name, latency.name, figure, sizes);
        }
    }
}

// "concurrency 16"
QStringList settingsOf(const QJsonObject &parameters)
{
    QStringList words;
    for (auto it = parameters.begin(); it != parameters.end(); ++it) {
        words << it.key() + u' ' + it->toVariant().toString();
    }
    return words;
}

}  // namespace

Read readGenaiPerf(const QJsonDocument &document)
{
    const QJsonObject object = document.object();
    // A sweep holds the figures of each of its settings.
    const QJsonArray sweep = object.value(QLatin1String("per_combination_metrics")).toArray();
    const QJsonValue first = sweep.first()[QLatin1String("metrics")];
    if (!holdsFigures(object) && !holdsFigures(first.toObject())) {
        return std::nullopt;
    }
    measure::KernelResult result = resultOf("genai-perf");
    result.startedAt = textAt(object, "start_time").toStdString();
    EntryList list(result);
    if (sweep.isEmpty()) {
        addRun(list, object, {modelOf(object), loadOf(object)});
    }
    for (const auto &combination : sweep) {
        addRun(list, combination[QLatin1String("metrics")].toObject(),
               settingsOf(combination[QLatin1String("parameters")].toObject()));
    }
    return bundleWith(std::move(result));
}

}  // namespace touchstone::exchange
