#include "exchange/foreign_document.h"

#include "exchange/foreign_formats.h"
#include "exchange/relaxed_json.h"

#include <algorithm>

namespace touchstone::exchange {

namespace {

tl::unexpected<Error> damaged(const QByteArray &json, const QJsonParseError &error, qsizetype line)
{
    const QByteArray before = json.left(error.offset);
    return fail(ErrorCode::Invalid, "line {0}, column {1}: no valid JSON ({2})",
                "第 {0} 行第 {1} 列：不是有效的 JSON（{2}）", line + before.count('\n'),
                std::max<qsizetype>(1, before.size() - before.lastIndexOf('\n') - 1),
                error.errorString().toStdString());
}

tl::unexpected<Error> unknown(const Text &message)
{
    return tl::make_unexpected(Error{ErrorCode::UnknownFormat, message});
}

// Text that no reader knows, by its beginning.
Text textKind(const QByteArray &bytes)
{
    const QByteArray start = bytes.left(1 << 12).trimmed();
    if (start.startsWith('@') || start.contains("\n@article{")
        || start.contains("\n@inproceedings{")) {
        return text("this is BibTeX: touchstone import", "这是 BibTeX：请用 touchstone import");
    }
    if (start.startsWith("TY  -") || start.startsWith("%0 ")) {
        return text("this is a bibliography: touchstone import",
                    "这是文献目录：请用 touchstone import");
    }
    if (start.startsWith("# ") || start.contains("\n## ") || start.contains("\n### ")) {
        return text("this is text with headings, perhaps a report: touchstone import",
                    "这是带标题的文本，可能是报告：请用 touchstone import");
    }
    return text("neither JSON nor a table that is known (the guide lists what is read)",
                "既不是 JSON，也不是已知的表格（用户指南列出可读取的格式）");
}

struct Other {
    const char *key;
    const char *en, *zh;
};
// JSON that lies beside results and holds none.
constexpr Other others[]{
        {"traceEvents",
         "a trace of a profiler (traceEvents): times of single calls and no benchmark; "
         "torch.utils.benchmark or nvbench give what can be compared",
         "性能剖析跟踪（traceEvents）：只有单次调用的耗时，不是基准测试；可比较的数据请用 "
         "torch.utils.benchmark 或 nvbench 取得"},
        {"nbformat", "a Jupyter notebook; save the result that it shows as a file of its own",
         "Jupyter 笔记本；请把其中的结果另存为单独的文件"},
        {"architectures", "the configuration of a model, without any result",
         "模型的配置文件，不含任何结果"},
        {"weight_map", "the index of a model's weights, without any result",
         "模型权重的索引，不含任何结果"}};

// "a JSON list of objects with the keys a, b".
Text kindOf(const QJsonDocument &document)
{
    constexpr int shown = 120;
    const auto keysOf = [](const QJsonObject &object) {
        const QString keys = QStringList(object.keys()).join(QLatin1String(", ")).left(shown);
        return onOneLine(keys.toStdString());
    };
    if (document.isObject()) {
        return text("JSON with the keys {0}", "JSON，键为 {0}", keysOf(document.object()));
    }
    const QJsonValue first = document.array().first();
    if (first.isObject()) {
        return text("a JSON list of objects with the keys {0}", "JSON 对象列表，键为 {0}",
                    keysOf(first.toObject()));
    }
    return document.array().isEmpty() ? Text{"an empty JSON list", "空的 JSON 列表"}
           : first.isDouble()         ? Text{"a JSON list of numbers", "JSON 数值列表"}
                              : Text{"a JSON list without objects", "不含对象的 JSON 列表"};
}

tl::unexpected<Error> unknownJson(const QJsonDocument &document)
{
    const QJsonObject object = document.object();
    for (const Other &other : others) {
        if (object.contains(QLatin1String(other.key))) {
            return unknown({other.en, other.zh});
        }
    }
    const Text found = kindOf(document);
    return unknown(text(
            "{0}; of no format that is known: papers come as touchstone-library/1 or CSL-JSON, "
            "results in the formats that the guide lists",
            "{1}；格式无法识别：论文请用 touchstone-library/1 或 "
            "CSL-JSON，测量结果请用用户指南列出的格式",
            found.en, found.zh));
}

Read readLlamaBenchTable(const QByteArray &utf8)
{
    auto table = llamaBenchTable(utf8);
    if (!table) {
        return std::nullopt;
    }
    return *table ? Read(readLlamaBench(**table)) : Read(passOn(table->error()));
}

Read readGoogleOrNvbench(const QJsonDocument &document)
{
    const QJsonObject object = document.object();
    const QJsonArray benchmarks = object.value(QLatin1String("benchmarks")).toArray();
    if (object.value(QLatin1String("context")).isObject() && !benchmarks.isEmpty()) {
        return readGoogleBenchmark(object);
    }
    if (benchmarks.first().toObject().value(QLatin1String("states")).isArray()) {
        return readNvbench(object);
    }
    return std::nullopt;
}

Read readLlamaBenchTests(const QJsonDocument &document)
{
    // One test alone is written as an object by -o jsonl.
    const QJsonArray tests = document.isObject() ? QJsonArray{document.object()} : document.array();
    const QJsonObject test = tests.first().toObject();
    const bool isTest =
            test.contains(QLatin1String("n_prompt")) || test.contains(QLatin1String("n_gen"));
    const bool timed =
            test.contains(QLatin1String("avg_ns")) || test.contains(QLatin1String("avg_ts"));
    return isTest && timed ? Read(readLlamaBench(tests)) : std::nullopt;
}

Result<measure::Bundle> readText(const QByteArray &utf8)
{
    if (auto table = readLlamaBenchTable(utf8)) {
        return *table;
    }
    const QString text = QString::fromUtf8(utf8);
    for (const auto reader : {readServingPrint, readTorchCompare, readPhoronix, readModelCard,
                              readMlperfCsv, readTritonCsv}) {
        if (auto read = reader(text)) {
            return *read;
        }
    }
    return unknown(textKind(utf8));
}

Result<measure::Bundle> readJson(const QJsonDocument &document)
{
    for (const auto reader :
         {readGoogleOrNvbench, readPytestBenchmark, readLlamaBenchTests, readServing,
          readSglangBatch, readLmEval, readHyperfine, readAsv, readTrtllmBench, readGenaiPerf}) {
        if (auto read = reader(document)) {
            return *read;
        }
    }
    return unknownJson(document);
}

// A whole document, or one object a line.
Result<QJsonDocument> parse(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument whole = QJsonDocument::fromJson(json, &error);
    if (error.error == QJsonParseError::NoError) {
        return whole;
    }
    if (error.error != QJsonParseError::GarbageAtEnd) {
        return damaged(json, error, 1);
    }
    QJsonArray rows;
    const QByteArrayList lines = json.split('\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (lines[i].trimmed().isEmpty()) {
            continue;
        }
        const QJsonDocument row = QJsonDocument::fromJson(lines[i], &error);
        if (error.error != QJsonParseError::NoError) {
            return damaged(lines[i], error, i + 1);
        }
        rows.append(row.object());
    }
    return QJsonDocument(rows);
}

}  // namespace

// Tables of torch begin with "[---", lines of a log with "[INFO]" or "[2026-01-02 ...".
bool looksLikeJson(const QByteArray &utf8)
{
    const QByteArray start = utf8.left(1 << 12).trimmed();
    if (start.startsWith('{')) {
        return true;
    }
    const QByteArray inside = start.mid(1).trimmed();
    return start.startsWith('[')
           && (inside.isEmpty() || QByteArrayView("{[]\"").contains(inside.front())
               || !QJsonDocument::fromJson(utf8).isNull());
}

Result<measure::Bundle> readForeignDocument(const QByteArray &bytes)
{
    const QByteArray utf8 = inUtf8(bytes);
    if (!looksLikeJson(utf8)) {
        return readText(utf8);
    }
    const auto document = parse(standardJson(utf8));
    if (document) {
        return readJson(*document);
    }
    // A log may begin with a bracket.
    auto text = readText(utf8);
    return text || text.error().code != ErrorCode::UnknownFormat ? text : passOn(document.error());
}

}  // namespace touchstone::exchange
