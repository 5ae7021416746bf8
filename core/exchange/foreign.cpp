#include "exchange/foreign.h"

#include "exchange/door.h"
#include "exchange/foreign_document.h"
#include "exchange/foreign_formats.h"
#include "exchange/foreign_ids.h"
#include "measure/results/trust.h"

#include <QDateTime>
#include <QRegularExpression>

#include <algorithm>

namespace touchstone::exchange {

namespace {

using measure::KernelResult;

// The time of the file in UTC; that of the import where it gives none or its clock was ahead, which
// would be the newest for years.
void dateInUtc(KernelResult &result)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QDateTime given =
            QDateTime::fromString(QString::fromStdString(result.startedAt), Qt::ISODate).toUTC();
    const bool known = given.isValid() && given.date().year() >= 1;
    const bool ahead = known && given > now.addDays(1);
    if (ahead) {
        EntryList(result).leaveOut("date " + result.startedAt,
                                   "in the future: the time of the import is used");
    }
    const QDateTime used = known && !ahead ? given : now;
    result.startedAt = used.toString(Qt::ISODate).toStdString();
}

// What tells a result from the others of its file.
QByteArray placeOf(const KernelResult &result, const measure::Bundle &bundle)
{
    const auto &all = bundle.results;
    if (all.size() == 1) {
        return {};
    }
    const auto same = std::count_if(all.begin(), all.end(), [&](const KernelResult &other) {
        return other.device == result.device;
    });
    return QByteArray::fromStdString(result.device)
           + (same > 1 ? QByteArray::fromStdString('\n' + result.deviceName) : QByteArray());
}

}  // namespace

Result<measure::Bundle> readForeign(const QByteArray &bytes)
{
    auto bundle = readForeignDocument(bytes);
    if (!bundle) {
        return bundle;
    }
    const std::string leftOut = leftOutOf(*bundle);
    std::erase_if(bundle->results, [](const auto &result) {
        return result.variants.empty() && result.quality.empty();
    });
    if (bundle->results.empty()) {
        return fail(ErrorCode::Invalid, "no entry holds a time or a figure of quality: {0}",
                    "没有任何条目包含耗时或质量数值：{0}", leftOut.empty() ? "-" : leftOut);
    }
    for (KernelResult &result : bundle->results) {
        result.runId = idOf((result.kernel + '-').c_str(), bytes + placeOf(result, *bundle));
        dateInUtc(result);
        result.preset = measure::foreignPreset;
        result.message = "measured by " + result.kernel + ", neither verified nor paired";
        result.verification.message = "not verified: measured by " + result.kernel;
    }
    QByteArray machine = QByteArray::fromStdString(bundle->machine.name);
    for (const auto &[key, fact] : bundle->machine.facts) {
        machine.append('\n').append(key.c_str()).append('=').append(fact.c_str());
    }
    bundle->machine.id = idOf("m-", machine);
    if (bundle->machine.name.empty()) {  // a table without the processor
        bundle->machine.name = measure::unknownMachine;
    }
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

}  // namespace touchstone::exchange
