// The format: llama.cpp, tools/llama-bench, -o json (an array) and -o jsonl (an object a line).
#include "exchange/foreign_formats.h"

#include <QFileInfo>

namespace touchstone::exchange {

namespace {

// What distinguishes one test from the next: model, quantisation, prompt and generated tokens,
// batch, offloaded layers, threads.
std::string nameOf(const QJsonObject &test)
{
    const auto number = [&](const char *key) {
        return QString::number(test.value(QLatin1String(key)).toInt());
    };
    const QString file = test.value(QLatin1String("model_filename")).toString();
    QStringList words{QFileInfo(file).completeBaseName()};
    if (words.first().isEmpty()) {
        words.first() = test.value(QLatin1String("model_type")).toString();
    }
    for (const auto &[label, key] :
         {std::pair("pp", "n_prompt"), std::pair("tg", "n_gen"), std::pair("d", "n_depth")}) {
        if (test.value(QLatin1String(key)).toInt() > 0) {
            words.append(QLatin1String(label) + number(key));
        }
    }
    words.append(QStringLiteral("b") + number("n_batch"));
    words.append(QStringLiteral("ngl") + number("n_gpu_layers"));
    words.append(QStringLiteral("t") + number("n_threads"));
    return words.join(u' ').toStdString();
}

}  // namespace

measure::Bundle readLlamaBench(const QJsonArray &tests)
{
    measure::Bundle bundle;
    const QJsonObject first = tests.first().toObject();
    const auto text = [&](const char *key) {
        return first.value(QLatin1String(key)).toString().toStdString();
    };
    bundle.environment = factsOf(first);
    bundle.machine.name = text("cpu_info");
    bundle.machine.facts = {{"cpu", text("cpu_info")}, {"gpu", text("gpu_info")}};
    measure::KernelResult result;
    result.kernel = "llama-bench";
    const bool offloaded =
            first.value(QLatin1String("n_gpu_layers")).toInt() > 0 && !text("gpu_info").empty();
    result.device = offloaded ? "gpu" : "cpu";
    result.deviceName = offloaded ? text("gpu_info") : text("cpu_info");
    result.threads = std::max(1, first.value(QLatin1String("n_threads")).toInt());
    result.startedAt = text("test_time");
    for (const auto &value : tests) {
        const QJsonObject test = value.toObject();
        std::vector<double> samples;
        const QJsonArray times = test.value(QLatin1String("samples_ns")).toArray();
        for (const auto &ns : times) {
            samples.push_back(ns.toDouble());
        }
        addVariant(result, samples.empty() ? variantFromMean(
                                   nameOf(test), test.value(QLatin1String("avg_ns")).toDouble(),
                                   test.value(QLatin1String("stddev_ns")).toDouble(), 0)
                                           : variantFromSamples(nameOf(test), samples));
    }
    bundle.results.push_back(std::move(result));
    return bundle;
}

}  // namespace touchstone::exchange
