// SGLang's bench_one_batch, bench_one_batch_server and bench_offline (--result-filename): a line of
// one batch. Latencies are in seconds, rates in tokens a second.
#include "exchange/foreign_formats.h"

#include <cmath>

namespace touchstone::exchange {

namespace {

struct Figure {
    const char *key, *name;
};
constexpr Figure latencies[]{{"prefill_latency", "prefill"},
                             {"median_decode_latency", "decode step"},
                             {"total_latency", "batch latency"},
                             {"latency", "batch latency"},
                             {"last_ttft", "ttft"}};
constexpr Figure rates[]{{"input_throughput", "input token"},
                         {"output_throughput", "output token"}};

bool isOneBatch(const QJsonObject &line)
{
    const bool shaped = line.contains(QLatin1String("batch_size"))
                        && line.contains(QLatin1String("input_len"))
                        && line.contains(QLatin1String("output_len"));
    return shaped
           && (line.contains(QLatin1String("prefill_latency"))
               || (line.contains(QLatin1String("latency"))
                   && line.contains(QLatin1String("output_throughput"))));
}

measure::Sizes workOf(const QJsonObject &line)
{
    measure::Sizes sizes;
    constexpr std::pair<const char *, const char *> parts[]{{"batch", "batch_size"},
                                                            {"input_tokens", "input_len"},
                                                            {"output_tokens", "output_len"}};
    for (const auto &[name, key] : parts) {
        const double size = numberAt(line, key).value_or(-1);
        if (size >= 0 && size < 1e9) {
            sizes.emplace_back(name, std::llround(size));
        }
    }
    return sizes;
}

std::string nameOf(const QJsonObject &line)
{
    QStringList words{textAt(line, "run_name")};
    for (const auto &[label, key] : {std::pair("b", "batch_size"), std::pair("in", "input_len"),
                                     std::pair("out", "output_len")}) {
        if (const auto size = numberAt(line, key)) {
            words << QLatin1String(label) + QString::number(*size, 'g', 12);
        }
    }
    words.removeAll(QString());
    return words.join(u' ').toStdString();
}

void addLine(EntryList &list, const QJsonObject &line)
{
    const std::string name = nameOf(line);
    const measure::Sizes sizes = workOf(line);
    const auto add = [&](const Figure &figure, double ns) {
        auto variant = variantFromMean(name, ns, 0, 0);
        if (variant) {
            variant->operation = figure.name;
            variant->sizes = sizes;
        }
        list.add(name + ' ' + figure.name, std::move(variant));
    };
    for (const Figure &latency : latencies) {
        const std::string entry = name + ' ' + latency.name;
        if (const auto seconds = list.numberIn(line, latency.key, entry)) {
            add(latency, *seconds * nsPerSecond);
        }
    }
    for (const Figure &rate : rates) {
        const std::string entry = name + ' ' + rate.name;
        if (const auto perSecond = list.numberIn(line, rate.key, entry)) {
            add(rate, nsPerSecond / *perSecond);
        }
    }
}

}  // namespace

Read readSglangBatch(const QJsonDocument &document)
{
    const QJsonArray lines = document.isArray() ? document.array() : QJsonArray{document.object()};
    if (!isOneBatch(lines.first().toObject())) {
        return std::nullopt;
    }
    measure::KernelResult result = resultOf("sglang-one-batch");
    result.plan["time"] = "of one batch, of one decode step, or per token";
    EntryList list(result);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QJsonObject line = lines[i].toObject();
        if (isOneBatch(line)) {
            addLine(list, line);
        } else {
            list.leaveOut("item " + std::to_string(i + 1), "not a result of one batch");
        }
    }
    return bundleWith(std::move(result));
}

}  // namespace touchstone::exchange
