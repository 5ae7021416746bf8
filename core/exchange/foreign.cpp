#include "exchange/foreign.h"

#include "compare/comparison.h"
#include "exchange/foreign_formats.h"
#include "measure/results/statistics.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <cstring>

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

// Google Benchmark prints counters that are not finite as they are; JSON has no word for them.
QByteArray withoutBareNumbers(const QByteArray &json)
{
    static const QByteArrayList words{"-Infinity", "Infinity", "-NaN", "NaN",
                                      "-inf",      "inf",      "-nan", "nan"};
    QByteArray out;
    out.reserve(json.size());
    bool quoted = false;
    for (qsizetype i = 0; i < json.size();) {
        const char c = json[i];
        if (quoted && c == '\\') {
            out.append(json.mid(i, 2));
            i += 2;
            continue;
        }
        quoted = quoted != (c == '"');
        const bool mayBegin = !quoted && std::strchr("-INin", c) != nullptr;
        const auto word = !mayBegin
                                  ? words.end()
                                  : std::find_if(words.begin(), words.end(), [&](const auto &one) {
                                        return QByteArrayView(json).sliced(i).startsWith(one);
                                    });
        if (word != words.end()) {
            out.append("null");
            i += word->size();
        } else {
            out.append(c);
            ++i;
        }
    }
    return out;
}

tl::unexpected<Error> damaged(const QByteArray &json, const QJsonParseError &error, qsizetype line)
{
    const QByteArray before = json.left(error.offset);
    return fail(ErrorCode::Invalid, "line {0}, column {1}: no valid JSON ({2})",
                "第 {0} 行第 {1} 列：不是有效的 JSON（{2}）", line + before.count('\n'),
                before.size() - before.lastIndexOf('\n'), error.errorString().toStdString());
}

// A whole document, or one object a line.
Result<QJsonDocument> parse(const QByteArray &bytes)
{
    const QByteArray json = withoutBareNumbers(bytes);
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
    if (test.contains(QLatin1String("n_prompt")) && test.contains(QLatin1String("avg_ns"))) {
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
    KernelResult &result = bundle->results.front();
    if (result.variants.empty()) {
        return fail(ErrorCode::Invalid, "{0}: no entry holds a time", "{0}：没有任何条目包含耗时",
                    result.kernel);
    }
    result.runId = idOf((result.kernel + '-').c_str(), bytes);
    result.startedAt = inUtc(result.startedAt);
    result.preset = "foreign";
    result.message = "measured by " + result.kernel + ", neither verified nor paired";
    result.verification.message = "not verified: measured by " + result.kernel;
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
    KernelResult &result = bundle.results.front();
    const auto find = [&](const QString &name) {
        return std::find_if(result.variants.begin(), result.variants.end(),
                            [&](const auto &variant) { return variant.id == name.toStdString(); });
    };
    for (const QString &name : {pair.baseline, pair.technique}) {
        if (find(name) == result.variants.end()) {
            std::string names;
            for (const VariantResult &variant : result.variants) {
                names += (names.empty() ? "" : ", ") + variant.id;
            }
            return fail(ErrorCode::NotFound, "no entry \"{0}\"; there are: {1}",
                        "没有条目“{0}”；现有条目：{1}", name.toStdString(), names);
        }
    }
    find(pair.baseline)->role = "baseline";
    result.ratios.push_back(ratioOf(*find(pair.baseline), *find(pair.technique)));
    result.plan[compare::foreignClaimKey] = pair.claimId.toStdString();
    result.runId = idOf((result.runId + '-').c_str(),
                        (pair.claimId + u'\n' + pair.baseline + u'\n' + pair.technique).toUtf8());
    return {};
}

}  // namespace touchstone::exchange
