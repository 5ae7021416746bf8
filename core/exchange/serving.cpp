// vLLM (vllm bench serve, latency, throughput) and SGLang (bench_serving): an object, an array, or
// one object a line. Latencies are in ms, rates in tokens or requests per second.
#include "exchange/foreign_formats.h"

#include <QDateTime>
#include <QFileInfo>
#include <QRegularExpression>

#include <cmath>

namespace touchstone::exchange {

namespace {

struct Family {
    const char *key, *name;
};
// Both tools' words for one latency: time to first token, time per output token after it, distance
// of two tokens, whole request.
constexpr Family families[]{{"ttft", "ttft"},
                            {"tpot", "tpot"},
                            {"itl", "itl"},
                            {"e2el", "e2e"},
                            {"e2e_latency", "e2e"}};
// Rates become the time of one: of a token or a request of the whole server.
constexpr Family rates[]{{"output_throughput", "output token"},
                         {"total_token_throughput", "token"},
                         {"total_throughput", "token"},
                         {"input_throughput", "input token"},
                         {"request_throughput", "request"}};

bool isServing(const QJsonObject &run)
{
    const bool rate = run.contains(QLatin1String("output_throughput"))
                      || run.contains(QLatin1String("request_throughput"));
    return rate
           && (run.contains(QLatin1String("median_ttft_ms"))
               || run.contains(QLatin1String("mean_ttft_ms"))
               || run.contains(QLatin1String("median_e2e_latency_ms"))
               || run.contains(QLatin1String("mean_e2e_latency_ms")));
}

bool isLatency(const QJsonObject &run)
{
    return run.contains(QLatin1String("avg_latency"))
           && run.value(QLatin1String("latencies")).isArray();
}

bool isOffline(const QJsonObject &run)
{
    return run.contains(QLatin1String("tokens_per_second"))
           && run.contains(QLatin1String("elapsed_time"))
           && run.contains(QLatin1String("num_requests"));
}

QString shortNumber(double value)
{
    return QString::number(value, 'g', 6);
}

// Tokens of an average request: two runs are compared for equal work alone.
measure::Sizes workOf(const QJsonObject &run)
{
    const double requests = numberAt(run, "completed").value_or(0);
    measure::Sizes sizes;
    constexpr std::pair<const char *, const char *> parts[]{
            {"input_tokens", "total_input_tokens"}, {"output_tokens", "total_output_tokens"}};
    for (const auto &[name, key] : parts) {
        const double tokens = numberAt(run, key).value_or(0);
        if (requests > 0 && tokens > 0 && tokens / requests < 1e9) {
            sizes.emplace_back(name, std::llround(tokens / requests));
        }
    }
    return sizes;
}

// Model, tool, offered load and tokens of a request.
QString nameOf(const QJsonObject &run)
{
    QStringList words;
    const QString model =
            textAt(run, "model_id").isEmpty() ? textAt(run, "model") : textAt(run, "model_id");
    for (const QString &word :
         {model.section(u'/', -1), textAt(run, "backend"), textAt(run, "dataset_name"),
          textAt(run, "label"), textAt(run, "tag")}) {
        if (!word.isEmpty()) {
            words << word;
        }
    }
    if (const auto rate = numberAt(run, "request_rate")) {
        words << QStringLiteral("%1req/s").arg(shortNumber(*rate));
    }
    if (const auto limit = numberAt(run, "max_concurrency")) {
        words << QStringLiteral("c%1").arg(shortNumber(*limit));
    }
    for (const auto &[size, tokens] : workOf(run)) {
        words << (size == "input_tokens" ? QStringLiteral("in%1") : QStringLiteral("out%1"))
                         .arg(tokens);
    }
    return words.join(u' ');
}

std::string entryOf(const std::string &name, const std::string &what)
{
    return name.empty() ? what : name + ' ' + what;
}

void addLatency(EntryList &list, const QJsonObject &run, const std::string &name,
                const Family &family)
{
    const auto figure = [&](const QString &statistic) {
        const QString key = statistic + u'_' + QLatin1String(family.key) + QStringLiteral("_ms");
        return numberAt(run, key.toLatin1().constData());
    };
    const auto median = figure(QStringLiteral("median"));
    const auto mean = figure(QStringLiteral("mean"));
    const auto add = [&](double ms, double error, const std::string &what) {
        // Of the requests of one run; 1.25 for a median of normal times, more than enough for the
        // skewed ones of a server.
        const double requests = numberAt(run, "completed").value_or(0);
        auto variant =
                variantFromMean(name, ms * nsPerMillisecond, error * nsPerMillisecond, requests);
        if (variant) {
            variant->operation = what;
            variant->sizes = workOf(run);
        }
        list.add(entryOf(name, what), std::move(variant));
    };
    const double deviation = figure(QStringLiteral("std")).value_or(std::nan(""));
    if (median && *median > 0) {
        add(*median, 1.25 * deviation, family.name);
    } else if (mean && *mean > 0) {
        add(*mean, deviation, std::string(family.name) + " mean");
    } else if (median || mean) {
        list.leaveOut(entryOf(name, family.name), "0 ms: not measured");
    } else if (run.contains(QLatin1String("median_") + QLatin1String(family.key)
                            + QLatin1String("_ms"))) {
        list.leaveOut(entryOf(name, family.name), "no number");
    }
    static const QRegularExpression percentile(QStringLiteral("^p(\\d+(?:\\.\\d+)?)_(.+)_ms$"));
    for (auto it = run.begin(); it != run.end(); ++it) {
        const auto match = percentile.match(it.key());
        if (match.hasMatch() && match.captured(2) == QLatin1String(family.key)
            && match.captured(1) != QLatin1String("50")) {
            const std::string what =
                    family.name + std::string(" p") + match.captured(1).toStdString();
            const auto ms = list.numberIn(run, it.key().toUtf8().constData(), entryOf(name, what));
            if (ms == 0.0) {
                list.leaveOut(entryOf(name, what), "0 ms: not measured");
            } else if (ms) {
                add(*ms, std::nan(""), what);
            }
        }
    }
}

void addRate(EntryList &list, const QJsonObject &run, const std::string &name, const char *key,
             const std::string &what)
{
    const std::string entry = entryOf(name, what);
    const auto rate = list.numberIn(run, key, entry);
    if (!rate) {
        return;
    }
    auto variant = variantFromMean(name, nsPerSecond / *rate, 0, 0);
    if (variant) {
        variant->operation = what;
        variant->sizes = workOf(run);
    }
    list.add(entry, std::move(variant));
}

void addRun(EntryList &list, const QJsonObject &run)
{
    const std::string name = nameOf(run).toStdString();
    if (numberAt(run, "completed") == 0.0) {
        list.leaveOut(name, "no request was completed");
        return;
    }
    for (const Family &rate : rates) {
        addRate(list, run, name, rate.key, rate.name);
    }
    for (const Family &family : families) {
        addLatency(list, run, name, family);
    }
    if (const double failed = numberAt(run, "failed").value_or(0); failed > 0) {
        list.leaveOut(name, shortNumber(failed).toStdString() + " failed requests");
    }
}

void addTimes(EntryList &list, const QJsonObject &run, const std::string &name)
{
    const QJsonArray times = run.value(QLatin1String("latencies")).toArray();
    auto variant = times.isEmpty() ? variantFromMean(
                           name, numberAt(run, "avg_latency").value_or(0) * nsPerSecond, 0, 0)
                                   : list.fromTimes(name, times, nsPerSecond);
    if (variant) {
        variant->operation = "batch latency";
    }
    list.add(name, std::move(variant));
}

// "20240612-123456"
std::string timeOf(const QJsonObject &run)
{
    const QString date = textAt(run, "date");
    const QDateTime parsed = QDateTime::fromString(date, QStringLiteral("yyyyMMdd-hhmmss"));
    return (parsed.isValid() ? parsed.toString(Qt::ISODate) : date).toStdString();
}

}  // namespace

Read readServing(const QJsonDocument &document)
{
    const QJsonArray runs = document.isArray() ? document.array() : QJsonArray{document.object()};
    const QJsonObject first = runs.first().toObject();
    if (!isServing(first) && !isLatency(first) && !isOffline(first)) {
        return std::nullopt;
    }
    const bool sglang = first.contains(QLatin1String("total_output_tokens_retokenized"))
                        || textAt(first, "backend").startsWith(QLatin1String("sgl"));
    measure::KernelResult result = resultOf(sglang ? "sglang-bench" : "vllm-bench");
    result.startedAt = timeOf(first);
    result.plan["time"] = "per token, per request, or of the latency named";
    result.plan["statistic"] = "medians where the file has them";
    EntryList list(result);
    for (qsizetype i = 0; i < runs.size(); ++i) {
        const QJsonObject run = runs[i].toObject();
        if (isServing(run)) {
            addRun(list, run);
        } else if (isLatency(run)) {
            addTimes(list, run, "batch latency");
        } else if (isOffline(run)) {
            addRate(list, run, {}, "tokens_per_second", "token");
            addRate(list, run, {}, "requests_per_second", "request");
        } else {
            list.leaveOut("item " + std::to_string(i + 1), "not a result of serving");
        }
    }
    measure::Bundle bundle = bundleWith(std::move(result));
    bundle.environment = factsOf(first);
    return bundle;
}

}  // namespace touchstone::exchange
