// trtllm-bench --report_json (TensorRT-LLM): latencies in ms, rates in tokens or requests a second.
#include "exchange/foreign_formats.h"

#include <cmath>

namespace touchstone::exchange {

namespace {

struct Rate {
    const char *key, *name;
};
constexpr Rate rates[]{{"system_output_throughput_tok_s", "output token"},
                       {"system_total_throughput_tok_s", "token"},
                       {"request_throughput_req_s", "request"}};

struct Latency {
    const char *part, *percentiles, *average, *name;
};
constexpr Latency latencies[]{
        {"performance", "request_latency_percentiles", "avg_request_latency_ms", "e2e"},
        {"streaming_metrics", "ttft_percentiles", "avg_ttft_ms", "ttft"},
        {"streaming_metrics", "tpot_percentiles", "avg_tpot_ms", "tpot"}};

// Some versions write the unit into the key.
QJsonObject percentilesOf(const QJsonObject &part, const char *key)
{
    const QString plain = QLatin1String(key);
    const QJsonValue named = part.value(plain + QStringLiteral("_ms"));
    return (named.isObject() ? named : part.value(plain)).toObject();
}

measure::Sizes workOf(const QJsonObject &request)
{
    measure::Sizes sizes;
    constexpr std::pair<const char *, const char *> parts[]{{"input_tokens", "avg_input_length"},
                                                            {"output_tokens", "avg_output_length"}};
    for (const auto &[name, key] : parts) {
        const double tokens = numberAt(request, key).value_or(0);
        if (tokens > 0 && tokens < 1e9) {
            sizes.emplace_back(name, std::llround(tokens));
        }
    }
    return sizes;
}

class Report {
public:
    Report(const QJsonObject &report, EntryList &list) : m_report(report), m_list(list)
    {
        const QJsonObject engine = report.value(QLatin1String("engine")).toObject();
        const QJsonObject world = report.value(QLatin1String("world_info")).toObject();
        m_sizes = workOf(report.value(QLatin1String("request_info")).toObject());
        QStringList words{textAt(engine, "model").section(u'/', -1), textAt(engine, "dtype"),
                          textAt(engine, "quantization")};
        words.removeAll(QString());
        if (const auto ranks = numberAt(world, "tp_size")) {
            words << QStringLiteral("tp%1").arg(*ranks);
        }
        m_name = words.join(u' ').toStdString();
    }

    void read()
    {
        const QJsonObject performance = m_report.value(QLatin1String("performance")).toObject();
        for (const Rate &rate : rates) {
            const std::string entry = named(rate.name);
            if (const auto value = m_list.numberIn(performance, rate.key, entry)) {
                add(rate.name, nsPerSecond / *value);
            }
        }
        for (const Latency &latency : latencies) {
            addLatency(latency);
        }
        if (const auto errors = numberAt(performance, "num_errored_requests"); errors > 0) {
            m_list.leaveOut(m_name, "failed requests");
        }
    }

private:
    void add(const std::string &what, double ns)
    {
        auto variant = variantFromMean(what, ns, 0, 0);
        if (variant) {
            variant->operation = what;
            variant->sizes = m_sizes;
        }
        m_list.add(named(what), std::move(variant));
    }

    std::string named(const std::string &what) const
    {
        return m_name.empty() ? what : m_name + ' ' + what;
    }

    void addLatency(const Latency &latency)
    {
        const QJsonObject part = m_report.value(QLatin1String(latency.part)).toObject();
        const QJsonObject percentiles = percentilesOf(part, latency.percentiles);
        const auto median = numberAt(percentiles, "p50");
        const auto average =
                median ? std::nullopt : m_list.numberIn(part, latency.average, named(latency.name));
        if (median) {
            add(latency.name, *median * nsPerMillisecond);
        } else if (average) {
            add(std::string(latency.name) + " mean", *average * nsPerMillisecond);
        }
        const std::string tailName = std::string(latency.name) + " p99";
        if (const auto tail = m_list.numberIn(percentiles, "p99", named(tailName))) {
            add(tailName, *tail * nsPerMillisecond);
        }
    }

    const QJsonObject &m_report;
    EntryList &m_list;
    measure::Sizes m_sizes;
    std::string m_name;
};

}  // namespace

Read readTrtllmBench(const QJsonDocument &document)
{
    const QJsonObject report = document.object();
    const QJsonValue performance = report.value(QLatin1String("performance"));
    if (!performance.isObject()
        || !(performance.toObject().contains(QLatin1String("system_output_throughput_tok_s"))
             || performance.toObject().contains(QLatin1String("request_throughput_req_s")))) {
        return std::nullopt;
    }
    measure::KernelResult result = resultOf("trtllm-bench");
    result.device = "gpu";
    EntryList list(result);
    Report(report, list).read();
    measure::Bundle bundle = bundleWith(std::move(result));
    bundle.environment = factsOf(report.value(QLatin1String("engine")).toObject());
    return bundle;
}

}  // namespace touchstone::exchange
