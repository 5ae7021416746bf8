#include "exchange/foreign.h"

#include "compare/comparison.h"
#include "exchange/foreign_formats.h"
#include "exchange/relaxed_json.h"
#include "measure/results/statistics.h"
#include "measure/results/trust.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace touchstone::exchange {

namespace {

using measure::KernelResult;
using measure::RatioVerdict;
using measure::VariantResult;

std::string idOf(const char *prefix, const QByteArray &content)
{
    constexpr int digits = 12;
    const QByteArray hash =
            QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex().left(digits);
    return prefix + hash.toStdString();
}

tl::unexpected<Error> damaged(const QByteArray &json, const QJsonParseError &error, qsizetype line)
{
    const QByteArray before = json.left(error.offset);
    return fail(ErrorCode::Invalid, "line {0}, column {1}: no valid JSON ({2})",
                "第 {0} 行第 {1} 列：不是有效的 JSON（{2}）", line + before.count('\n'),
                std::max<qsizetype>(1, before.size() - before.lastIndexOf('\n') - 1),
                error.errorString().toStdString());
}

// Files that are no results at all, by their first characters.
std::optional<Text> otherKind(const QByteArray &bytes)
{
    const QByteArray start = bytes.left(1 << 12).trimmed();
    if (start.startsWith('@') || start.contains("\n@article{")
        || start.contains("\n@inproceedings{")) {
        return text("this is BibTeX: touchstone import", "这是 BibTeX：请用 touchstone import");
    }
    if (start.startsWith("# ") || start.contains("\n## ") || start.contains("\n### ")) {
        return text("this is text with headings, perhaps a report: touchstone import",
                    "这是带标题的文本，可能是报告：请用 touchstone import");
    }
    if (!start.startsWith('{') && !start.startsWith('[')) {
        return text("neither JSON nor a table of llama-bench",
                    "既不是 JSON，也不是 llama-bench 的表格");
    }
    return std::nullopt;
}

// A whole document, or one object a line.
Result<QJsonDocument> parse(const QByteArray &bytes)
{
    const QByteArray utf8 = inUtf8(bytes);
    if (auto table = llamaBenchTable(utf8)) {
        if (!*table) {
            return passOn(table->error());
        }
        return QJsonDocument(**table);
    }
    const QByteArray json = standardJson(utf8);
    QJsonParseError error;
    const QJsonDocument whole = QJsonDocument::fromJson(json, &error);
    if (error.error == QJsonParseError::NoError) {
        return whole;
    }
    if (error.error != QJsonParseError::GarbageAtEnd) {
        if (const auto kind = otherKind(json)) {
            return tl::make_unexpected(Error{ErrorCode::UnknownFormat, *kind});
        }
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

Result<measure::Bundle> recognised(const QJsonDocument &document)
{
    const QJsonObject object = document.object();
    const QJsonArray benchmarks = object.value(QLatin1String("benchmarks")).toArray();
    if (object.value(QLatin1String("context")).isObject() && !benchmarks.isEmpty()) {
        return readGoogleBenchmark(object);
    }
    if (benchmarks.first().toObject().value(QLatin1String("states")).isArray()) {
        return readNvbench(object);
    }
    // One test alone is written as an object by -o jsonl.
    const QJsonArray tests = document.isObject() ? QJsonArray{object} : document.array();
    const QJsonObject test = tests.first().toObject();
    const bool isTest =
            test.contains(QLatin1String("n_prompt")) || test.contains(QLatin1String("n_gen"));
    if (isTest
        && (test.contains(QLatin1String("avg_ns")) || test.contains(QLatin1String("avg_ts")))) {
        return readLlamaBench(tests);
    }
    const QString found = document.isObject() ? QStringList(object.keys()).join(QLatin1String(", "))
                                              : QStringLiteral("[...]");
    constexpr int shown = 120;
    return fail(ErrorCode::UnknownFormat,
                "no format that is known (touchstone-bundle/1, Google Benchmark, llama-bench, "
                "nvbench); found: {0}",
                "无法识别的格式（支持 touchstone-bundle/1、Google Benchmark、llama-bench、"
                "nvbench）；文件内容：{0}",
                found.left(shown).toStdString());
}

std::string inUtc(const std::string &date)
{
    const QDateTime parsed = QDateTime::fromString(QString::fromStdString(date), Qt::ISODate);
    const QDateTime used = parsed.isValid() ? parsed : QDateTime::currentDateTime();
    return used.toUTC().toString(Qt::ISODate).toStdString();
}

RatioVerdict verdictOf(const measure::RatioResult &ratio)
{
    return ratio.low > 1    ? RatioVerdict::Faster
           : ratio.high < 1 ? RatioVerdict::Slower
                            : RatioVerdict::Unresolved;
}

// Two equal samples say nothing of their spread.
bool spreadKnown(const VariantResult &variant)
{
    const auto &samples = variant.samplesNs;
    return variant.medianLowNs > 0 && (samples.empty() || measure::tellsSpread(samples));
}

// Intervals of both medians, taken together and widened by the floor. Without intervals only the
// floor is known, and the ratio stays unresolved.
measure::RatioResult ratioOf(const VariantResult &baseline, const VariantResult &technique)
{
    measure::RatioResult out;
    out.baseline = baseline.id;
    out.technique = technique.id;
    out.floor = unpairedFloor;
    out.ratio = baseline.medianNs / technique.medianNs;
    const bool known = spreadKnown(baseline) && spreadKnown(technique);
    const double width =
            known ? std::hypot(std::log(baseline.medianHighNs / baseline.medianLowNs) / 2,
                               std::log(technique.medianHighNs / technique.medianLowNs) / 2)
                  : 0;
    const double half = std::hypot(width, unpairedFloor);
    out.low = out.ratio * std::exp(-half);
    out.high = out.ratio * std::exp(half);
    out.verdict = known ? verdictOf(out) : RatioVerdict::Unresolved;
    return out;
}

std::string namesOf(const measure::Bundle &bundle)
{
    std::string names;
    for (const KernelResult &result : bundle.results) {
        for (const VariantResult &variant : result.variants) {
            names += (names.empty() ? "" : ", ") + variant.id;
        }
    }
    return names;
}

}  // namespace

Result<measure::Bundle> readForeign(const QByteArray &bytes)
{
    const auto document = parse(bytes);
    if (!document) {
        return passOn(document.error());
    }
    auto bundle = recognised(*document);
    if (!bundle) {
        return bundle;
    }
    std::erase_if(bundle->results, [](const auto &result) { return result.variants.empty(); });
    if (bundle->results.empty()) {
        return fail(ErrorCode::Invalid, "no entry holds a time", "没有任何条目包含耗时");
    }
    for (KernelResult &result : bundle->results) {
        const bool single = bundle->results.size() == 1;
        const QByteArray content = single ? bytes : bytes + result.device.c_str();
        result.runId = idOf((result.kernel + '-').c_str(), content);
        result.startedAt = inUtc(result.startedAt);
        result.preset = measure::foreignPreset;
        result.message = "measured by " + result.kernel + ", neither verified nor paired";
        result.verification.message = "not verified: measured by " + result.kernel;
    }
    QByteArray machine = QByteArray::fromStdString(bundle->machine.name);
    for (const auto &[key, fact] : bundle->machine.facts) {
        machine.append('\n').append(key.c_str()).append('=').append(fact.c_str());
    }
    bundle->machine.id = idOf("m-", machine);
    return bundle;
}

bool isOwnBundle(const QByteArray &bytes)
{
    // By its text: what is no valid JSON is still a damaged bundle, and told so with the place.
    static const QRegularExpression key(QStringLiteral(R"("schema"\s*:\s*"$)"));
    constexpr qsizetype longestKey = 60;
    for (qsizetype at = bytes.indexOf("touchstone-bundle/"); at >= 0;
         at = bytes.indexOf("touchstone-bundle/", at + 1)) {
        const qsizetype start = std::max<qsizetype>(0, at - longestKey);
        if (key.match(QString::fromUtf8(bytes.mid(start, at - start))).hasMatch()) {
            return true;
        }
    }
    return false;
}

Result<measure::Bundle> asBundle(const QByteArray &bytes)
{
    if (isOwnBundle(bytes)) {
        return measure::bundleFromJson({bytes.constData(), std::size_t(bytes.size())});
    }
    return readForeign(bytes);
}

Result<> pairForeign(measure::Bundle &bundle, const ForeignPair &pair)
{
    const auto find = [](KernelResult &result, const QString &name) {
        return std::find_if(result.variants.begin(), result.variants.end(),
                            [&](const auto &variant) { return variant.id == name.toStdString(); });
    };
    const auto resultWith = [&](const QString &name) {
        return std::find_if(bundle.results.begin(), bundle.results.end(), [&](auto &result) {
            return find(result, name) != result.variants.end();
        });
    };
    for (const QString &name : {pair.baseline, pair.technique}) {
        if (resultWith(name) == bundle.results.end()) {
            return fail(ErrorCode::NotFound, "no entry \"{0}\"; there are: {1}",
                        "没有条目“{0}”；现有条目：{1}", name.toStdString(), namesOf(bundle));
        }
    }
    KernelResult &result = *resultWith(pair.baseline);
    const auto technique = find(result, pair.technique);
    if (technique == result.variants.end()) {
        return fail(ErrorCode::Invalid,
                    "the two entries were measured on different devices: {0} and {1}",
                    "两个条目在不同设备上测得：{0} 和 {1}", result.deviceName,
                    resultWith(pair.technique)->deviceName);
    }
    find(result, pair.baseline)->role = "baseline";
    result.ratios.push_back(ratioOf(*find(result, pair.baseline), *technique));
    result.plan[compare::foreignClaimKey] = pair.claimId.toStdString();
    result.runId = idOf((result.runId + '-').c_str(),
                        (pair.claimId + u'\n' + pair.baseline + u'\n' + pair.technique).toUtf8());
    return {};
}

}  // namespace touchstone::exchange
