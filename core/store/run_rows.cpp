#include "store/run_rows.h"

#include "store/run_values.h"
#include "store/unpack.h"

#include <QCryptographicHash>

#include <algorithm>

namespace touchstone::store {

namespace {

using measure::KernelResult;
using measure::QualityResult;
using measure::RatioResult;
using measure::VariantResult;

QString stringOf(const std::string &text)
{
    return QString::fromStdString(text);
}

QString stringOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

// Runs with the same value hold the same figures, so that a newer one can replace an older one.
QString contentOf(const KernelResult &result)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](const std::string &text) {
        hash.addData(QByteArrayView(text.c_str(), qsizetype(text.size()) + 1));
    };
    for (const RatioResult &ratio : result.ratios) {
        for (const std::string *part : {&ratio.baseline, &ratio.technique, &ratio.quantity,
                                        &ratio.operation, &ratio.group, &ratio.shape}) {
            add(*part);
        }
        add(jsonOf(ratio.at).toStdString());
        // An invalid ratio is no figure: an older one that is valid takes its place.
        add(ratio.verdict == measure::RatioVerdict::Invalid ? "invalid" : "");
    }
    add("variants");
    for (const VariantResult &variant : result.variants) {
        for (const std::string *part :
             {&variant.id, &variant.role, &variant.operation, &variant.shape}) {
            add(*part);
        }
    }
    add("quality");
    for (const QualityResult &quality : result.quality) {
        add(quality.metric);
        add(quality.variant);
        add(jsonOf(quality.at).toStdString());
    }
    // The same entries of another tool's file may be given for several claims.
    for (const auto &[key, value] : result.plan) {
        if (key.starts_with("claim")) {
            add(key);
            add(value);
        }
    }
    constexpr int digits = 16;
    return QString::fromLatin1(hash.result().toHex().left(digits));
}

void insertVariants(Connection &connection, qint64 run, const KernelResult &result)
{
    Query insert(connection, "INSERT INTO run_variant VALUES "
                             "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    int position = 0;
    for (const VariantResult &v : result.variants) {
        insert.bindAll(run, position++, stringOf(v.id), stringOf(v.role), stringOf(v.operation),
                       stringOf(v.group), stringOf(v.shape), jsonOf(v.sizes), v.medianNs,
                       v.medianLowNs, v.medianHighNs, v.flops, v.bytes, v.peakShare, v.weakBaseline,
                       stringOf(v.arithmetic));
        insert.run();
    }
}

void insertRatios(Connection &connection, qint64 run, const KernelResult &result)
{
    Query insert(connection, "INSERT INTO run_ratio VALUES "
                             "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    int position = 0;
    for (const RatioResult &r : result.ratios) {
        insert.bindAll(run, position++, stringOf(r.baseline), stringOf(r.technique),
                       stringOf(r.quantity), stringOf(r.operation), stringOf(r.group),
                       stringOf(r.shape), jsonOf(r.sizes), stringOf(toWord(r.evidence)),
                       jsonOf(r.at), r.ratio, r.low, r.high, r.floor, r.rounds, r.kept, r.workers,
                       r.limit, stringOf(toWord(r.verdict)));
        insert.run();
    }
}

void insertQuality(Connection &connection, qint64 run, const KernelResult &result)
{
    Query insert(connection, "INSERT INTO run_quality VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    int position = 0;
    for (const QualityResult &q : result.quality) {
        insert.bindAll(run, position++, stringOf(q.metric), stringOf(q.variant), q.value, q.low,
                       q.high, stringOf(q.unit), jsonOf(q.at), jsonOf(q.perSeed),
                       stringOf(toWord(q.evidence)));
        insert.run();
    }
}

// The columns that migration 004 added, and the rows of the figures.
void describeRun(Connection &connection, qint64 run, const KernelResult &result)
{
    const measure::VerificationResult &checked = result.verification;
    Query(connection,
          "UPDATE run SET content = ?, kernel_version = ?, device_name = ?, message = ?, plan = ?, "
          "verified = ?, verified_shapes = ?, verified_seeds = ?, max_error = ?, tolerance = ?, "
          "verification_message = ? WHERE id = ?",
          contentOf(result), result.kernelVersion, stringOf(result.deviceName),
          stringOf(result.message), jsonOf(result.plan), checked.passed, checked.shapes,
          checked.seeds, checked.maxError, checked.tolerance, stringOf(checked.message), run)
            .run();
    insertVariants(connection, run, result);
    insertRatios(connection, run, result);
    insertQuality(connection, run, result);
}

Result<KernelResult> resultFrom(const QByteArray &packed)
{
    const auto json = unpacked({packed.constData(), std::size_t(packed.size())});
    return json ? measure::kernelResultFromJson(*json) : passOn(json.error());
}

void keepFault(Connection &connection, qint64 run, const Text &reason)
{
    Query(connection, "UPDATE run SET content = '', fault_en = ?, fault_zh = ? WHERE id = ?",
          stringOf(reason.en), stringOf(reason.zh), run)
            .run();
}

// What a door adds to the plan does not count, neither does the version that wrote it, nor the time
// of another tool's file: that of the import replaces one that is missing.
std::string measuredPart(KernelResult result)
{
    result.plan.clear();
    if (result.preset == measure::foreignPreset) {
        result.startedAt.clear();
    }
    return toJson(result);
}

bool holdsSame(Connection &connection, const QString &machine, const KernelResult &result)
{
    Query find(connection,
               "SELECT result FROM run_result JOIN run ON id = run_id "
               "WHERE public_id = ? AND machine = ?",
               stringOf(result.runId), machine);
    const auto stored = find.next() ? resultFrom(find.blob(0)) : resultFrom({});
    return stored && measuredPart(*stored) == measuredPart(result);
}

}  // namespace

AddedRun addRun(Connection &connection, const QString &machine, const KernelResult &result)
{
    Query insert(connection,
                 "INSERT OR IGNORE INTO run (public_id, machine, kernel, preset, device, threads, "
                 "status, at, sha256, mistrusted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                 stringOf(result.runId), machine, stringOf(result.kernel), stringOf(result.preset),
                 stringOf(result.device), result.threads, stringOf(toWord(result.status)),
                 stringOf(result.startedAt), stringOf(originOf(result).sha256),
                 mistrustOf(result).has_value());
    insert.run();
    if (insert.changes() == 0) {
        return holdsSame(connection, machine, result) ? AddedRun::Same : AddedRun::Other;
    }
    const qint64 run = connection.lastRow();
    const QByteArray json = QByteArray::fromStdString(toJson(result));
    Query(connection, "INSERT INTO run_result VALUES (?, ?)", run, qCompress(json)).run();
    describeRun(connection, run, result);
    return AddedRun::New;
}

void fillRunRows(Connection &connection)
{
    QVector<qint64> runs;
    {
        Query unread(connection, "SELECT id FROM run WHERE content IS NULL");
        while (unread.next()) {
            runs.append(unread.integer(0));
        }
    }
    Query find(connection, "SELECT result FROM run_result WHERE run_id = ?");
    for (const qint64 run : std::as_const(runs)) {
        find.bindAll(run);
        const auto result = find.next() ? resultFrom(find.blob(0)) : resultFrom({});
        find.reset();
        if (result) {
            describeRun(connection, run, *result);
        } else {
            keepFault(connection, run, result.error().message);
        }
    }
}

StoredResults readWholeResults(Connection &connection, const RunQuery &query)
{
    StoredResults out = readResults(connection, query);
    Query find(connection, "SELECT result FROM run_result JOIN run ON id = run_id "
                           "WHERE public_id = ? AND machine = ?");
    QVector<StoredRun> runs;
    for (StoredRun &run : out.runs) {
        find.bindAll(run.id, run.machine);
        auto result = find.next() ? resultFrom(find.blob(0)) : resultFrom({});
        find.reset();
        if (result) {
            run.result = std::move(*result);
            runs.append(std::move(run));
        } else {
            out.bad.append({run.id, run.machine, stringOf(run.result.kernel), run.at,
                            result.error().message});
        }
    }
    out.runs = std::move(runs);
    return out;
}

std::vector<measure::Candidate> candidatesOf(const QVector<StoredRun> &runs)
{
    std::vector<measure::Candidate> out;
    for (const StoredRun &run : runs) {
        out.push_back({&run.result, run.at.toStdString(), run.pinned});
    }
    return out;
}

}  // namespace touchstone::store
