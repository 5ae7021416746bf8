// The format: llama.cpp, tools/llama-bench, -o json (an array) and -o jsonl (an object a line).
#include "exchange/foreign_formats.h"

#include <QFileInfo>
#include <QMap>

#include <array>
#include <cmath>
#include <deque>
#include <iterator>
#include <map>
#include <set>

namespace touchstone::exchange {

namespace {

// What a text calls the table, where it names it.
const QString labelColumn = QStringLiteral("label");

// Columns that are results, or that follow from the model or from others.
bool isOutcome(const QString &column)
{
    static const QStringList outcomes{
            QStringLiteral("avg_ns"),         QStringLiteral("stddev_ns"),
            QStringLiteral("avg_ts"),         QStringLiteral("stddev_ts"),
            QStringLiteral("samples_ns"),     QStringLiteral("samples_ts"),
            QStringLiteral("test_time"),      QStringLiteral("model_type"),
            QStringLiteral("model_size"),     QStringLiteral("model_n_params"),
            QStringLiteral("model_filename"), QStringLiteral("n_prompt"),
            QStringLiteral("n_gen"),          QStringLiteral("n_depth"),
            QStringLiteral("n_batch"),        QStringLiteral("n_gpu_layers"),
            QStringLiteral("n_threads"),      QStringLiteral("size"),
            QStringLiteral("params"),         labelColumn};
    return outcomes.contains(column);
}

// The option of llama-bench that sets the column.
QString optionOf(const QString &column)
{
    static const QMap<QString, QString> options{
            {QStringLiteral("flash_attn"), QStringLiteral("fa")},
            {QStringLiteral("type_k"), QStringLiteral("ctk")},
            {QStringLiteral("type_v"), QStringLiteral("ctv")},
            {QStringLiteral("n_ubatch"), QStringLiteral("ub")},
            {QStringLiteral("no_kv_offload"), QStringLiteral("nkvo")},
            {QStringLiteral("split_mode"), QStringLiteral("sm")},
            {QStringLiteral("main_gpu"), QStringLiteral("mg")},
            {QStringLiteral("tensor_split"), QStringLiteral("ts")},
            {QStringLiteral("use_mmap"), QStringLiteral("mmp")},
            {QStringLiteral("embeddings"), QStringLiteral("embd")}};
    return options.value(column, column);
}

QString shown(const QJsonValue &value)
{
    return value.isBool() ? QString::number(int(value.toBool())) : value.toVariant().toString();
}

// Columns in which two tests of the file differ: what such a file compares.
QStringList differingColumns(const QJsonArray &tests)
{
    QMap<QString, QString> first;
    QStringList differing;
    for (const auto &value : tests) {
        const QJsonObject test = value.toObject();
        for (auto it = test.begin(); it != test.end(); ++it) {
            if (isOutcome(it.key()) || it->isArray() || it->isObject()) {
                continue;
            }
            const QString word = shown(*it);
            const auto known = first.constFind(it.key());
            if (known == first.constEnd()) {
                first.insert(it.key(), word);
            } else if (*known != word && !differing.contains(it.key())) {
                differing << it.key();
            }
        }
    }
    return differing;
}

int numberIn(const QJsonObject &test, const char *column)
{
    return test.value(QLatin1String(column)).toInt();
}

QString textIn(const QJsonObject &test, const char *column)
{
    return test.value(QLatin1String(column)).toString();
}

// What distinguishes one test from the next: model, prompt and generated tokens, batch, offloaded
// layers, threads, and whatever else differs within the file.
std::string nameOf(const QJsonObject &test, const QStringList &differing)
{
    QStringList words{QFileInfo(textIn(test, "model_filename")).completeBaseName()};
    if (words.first().isEmpty()) {
        words.first() = textIn(test, "model_type");
    }
    static constexpr std::array work{std::pair("pp", "n_prompt"), std::pair("tg", "n_gen"),
                                     std::pair("d", "n_depth")};
    for (const auto &[label, column] : work) {
        if (numberIn(test, column) > 0) {
            words << QLatin1String(label) + QString::number(numberIn(test, column));
        }
    }
    static constexpr std::array settings{std::pair("b", "n_batch"),
                                         std::pair("ngl", "n_gpu_layers"),
                                         std::pair("t", "n_threads")};
    for (const auto &[label, column] : settings) {
        if (test.contains(QLatin1String(column))) {
            words << QLatin1String(label) + QString::number(numberIn(test, column));
        }
    }
    for (const QString &column : differing) {
        const QString value = shown(test.value(column));
        if (value.isEmpty()) {  // a test of a version without this column
            continue;
        }
        words << (column == labelColumn ? value : optionOf(column) + u'=' + value);
    }
    return words.join(u' ').toStdString();
}

// Tables of one text may hold the same tests; what the text calls them then tells them apart.
void addLabels(const QJsonArray &tests, QStringList &differing)
{
    std::set<std::string> names;
    std::set<QString> labels;
    for (const auto &value : tests) {
        const QJsonObject test = value.toObject();
        names.insert(nameOf(test, differing));
        labels.insert(textIn(test, "label"));
    }
    if (qsizetype(names.size()) < tests.size() && labels.size() > 1) {
        differing.prepend(labelColumn);
    }
}

// Layers go to a GPU unless there are none to go: -1, the default since 2025, means as many as fit.
bool usesGpu(const QJsonObject &test)
{
    static const QStringList onCpu{QString(), QStringLiteral("CPU"), QStringLiteral("BLAS"),
                                   QStringLiteral("none")};
    bool anyBackend = false;
    const QStringList backends = textIn(test, "backends").split(u',');
    for (const QString &backend : backends) {
        anyBackend = anyBackend || !onCpu.contains(backend.trimmed());
    }
    const bool named = anyBackend || !textIn(test, "gpu_info").isEmpty();
    return named && test.value(QLatin1String("n_gpu_layers")).toInt(-1) != 0;
}

std::optional<measure::VariantResult> variantOf(EntryList &list, const std::string &name,
                                                const QJsonObject &test)
{
    const double tokens = numberIn(test, "n_prompt") + numberIn(test, "n_gen");
    const QJsonArray times = test.value(QLatin1String("samples_ns")).toArray();
    if (!times.isEmpty() && tokens > 0) {
        return list.fromTimes(name, times, 1 / tokens);
    }
    const QJsonArray rates = test.value(QLatin1String("samples_ts")).toArray();
    if (!rates.isEmpty()) {
        QJsonArray seconds;
        for (const auto &rate : rates) {
            seconds.append(rate.toDouble() > 0 ? 1 / rate.toDouble() : QJsonValue());
        }
        return list.fromTimes(name, seconds, nsPerSecond);
    }
    const auto perSecond = numberAt(test, "avg_ts");
    if (perSecond && *perSecond > 0) {  // a table gives tokens per second alone
        const double ns = nsPerSecond / *perSecond;
        const double relative = numberAt(test, "stddev_ts").value_or(std::nan("")) / *perSecond;
        // llama-bench repeats five times unless told otherwise (-r), and a table does not say.
        constexpr double repetitions = 5;
        return variantFromMean(name, ns, relative * ns, repetitions);
    }
    return variantFromMean(name, numberAt(test, "avg_ns").value_or(0) / tokens, 0, 0);
}

measure::KernelResult resultFor(const QJsonObject &test, bool gpu)
{
    measure::KernelResult result;
    result.kernel = "llama-bench";
    result.device = gpu ? "gpu" : "cpu";
    result.deviceName = textIn(test, gpu ? "gpu_info" : "cpu_info").toStdString();
    if (result.deviceName.empty()) {  // a table names the backend alone
        result.deviceName = textIn(test, "backends").toStdString();
    }
    result.threads = std::max(1, numberIn(test, "n_threads"));
    result.startedAt = textIn(test, "test_time").toStdString();
    result.plan["time"] = "per token";
    return result;
}

}  // namespace

measure::Bundle readLlamaBench(const QJsonArray &tests)
{
    measure::Bundle bundle;
    const QJsonObject first = tests.first().toObject();
    const std::string cpu = textIn(first, "cpu_info").toStdString();
    bundle.environment = factsOf(first);
    bundle.machine.name = cpu;
    bundle.machine.facts = {{"cpu", cpu}, {"gpu", textIn(first, "gpu_info").toStdString()}};
    QStringList differing = differingColumns(tests);
    addLabels(tests, differing);
    // One result a device, those of GPUs first.
    for (const bool gpu : {true, false}) {
        std::deque<measure::KernelResult> results;
        std::map<std::string, EntryList> lists;
        for (const auto &value : tests) {
            const QJsonObject test = value.toObject();
            if (usesGpu(test) != gpu) {
                continue;
            }
            measure::KernelResult result = resultFor(test, gpu);
            auto list = lists.find(result.deviceName);
            if (list == lists.end()) {
                const std::string device = result.deviceName;
                results.push_back(std::move(result));
                list = lists.emplace(device, EntryList(results.back())).first;
            }
            const std::string name = nameOf(test, differing);
            list->second.add(name, variantOf(list->second, name, test));
        }
        std::move(results.begin(), results.end(), std::back_inserter(bundle.results));
    }
    return bundle;
}

}  // namespace touchstone::exchange
