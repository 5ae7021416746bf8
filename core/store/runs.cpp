#include "library/json_place.h"
#include "store/kernel_links.h"
#include "store/paper_index.h"
#include "store/private.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

namespace touchstone::store {

namespace {

const QString schemaName = QStringLiteral("touchstone-bundle/1");

[[noreturn]] void refuseBundle(const QString &place, std::string_view en, std::string_view zh)
{
    refuse(ErrorCode::Invalid, "bundle: {0}: {1}", "结果包：{0}：{2}", place.toStdString(), en, zh);
}

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QString stringAt(const QJsonObject &object, const char *key, const QString &place)
{
    const QJsonValue value = object.value(QLatin1String(key));
    if (!value.isString() || value.toString().isEmpty()) {
        refuseBundle(place + QLatin1String(key), "a non-empty string is needed", "应为非空字符串");
    }
    return value.toString();
}

QJsonObject objectAt(const QJsonObject &object, const char *key)
{
    const QJsonValue value = object.value(QLatin1String(key));
    if (!value.isObject() && !value.isNull() && !value.isUndefined()) {
        refuseBundle(QLatin1String(key), "an object is needed", "应为对象");
    }
    return value.toObject();
}

QJsonObject parseBundle(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError) {
        // NaN and Infinity are no JSON and end here, too.
        const QByteArray before = json.left(error.offset);
        const auto line = before.count('\n') + 1;
        const auto column = before.size() - before.lastIndexOf('\n');
        refuse(ErrorCode::Invalid, "bundle: line {0}, column {1}: {2}",
               "结果包：第 {0} 行第 {1} 列：{2}", line, column, error.errorString().toStdString());
    }
    const QJsonObject bundle = document.object();
    if (bundle.value(QLatin1String("schema")).toString() != schemaName) {
        refuse(ErrorCode::UnknownFormat, "bundle: schema is \"{0}\", expected \"{1}\"",
               "结果包：schema 为“{0}”，应为“{1}”",
               quotedWord(bundle.value(QLatin1String("schema")).toString()),
               schemaName.toStdString());
    }
    if (!bundle.value(QLatin1String("results")).isArray()) {
        refuseBundle(QStringLiteral("results"), "an array is needed", "应为数组");
    }
    return bundle;
}

struct Run {
    QString id, kernel, preset, device, status, at;
    int threads = 1;
    QJsonObject json;
};

Run runFrom(const QJsonValue &value, qsizetype index)
{
    const QString place = QStringLiteral("results[%1]").arg(index);
    if (!value.isObject()) {
        refuseBundle(place, "an object is needed", "应为对象");
    }
    const QString in = place + u'.';
    Run run;
    run.json = value.toObject();
    run.id = stringAt(run.json, "run_id", in);
    run.kernel = stringAt(run.json, "kernel", in);
    run.preset = stringAt(run.json, "preset", in);
    run.device = stringAt(run.json, "device", in);
    run.status = stringAt(run.json, "status", in);
    run.at = run.json.value(QLatin1String("started_at")).toString();
    run.threads = run.json.value(QLatin1String("threads")).toInt(1);
    return run;
}

// When the facts of a bundle were taken: its newest run or its certificate.
QString timeOf(const QJsonObject &bundle, const QVector<Run> &runs)
{
    QString at = objectAt(bundle, "certificate").value(QLatin1String("at")).toString();
    for (const Run &run : runs) {
        at = std::max(at, run.at);
    }
    return at;
}

// Newer facts replace older ones; a bundle without probes or certificate takes none away.
void storeMachine(Connection &connection, const QString &id, const QString &at,
                  const QJsonObject &bundle)
{
    const auto part = [&](const char *key) {
        const QJsonObject object = objectAt(bundle, key);
        return object.isEmpty() ? QString() : QString::fromUtf8(compact(object));
    };
    Query(connection,
          "INSERT INTO machine (public_id, at, machine, environment, probes, certificate) "
          "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (public_id) DO UPDATE SET "
          "machine = iif(excluded.at >= at, excluded.machine, machine), "
          "environment = iif(excluded.at >= at AND excluded.environment <> '', "
          "excluded.environment, environment), "
          "probes = iif((excluded.at >= at AND excluded.probes <> '') OR probes = '', "
          "excluded.probes, probes), "
          "certificate = iif(excluded.certificate <> '' AND (certificate = '' OR "
          "ifnull(json_extract(excluded.certificate, '$.at'), '') >= "
          "ifnull(json_extract(certificate, '$.at'), '')), excluded.certificate, certificate), "
          "at = max(at, excluded.at)",
          id, at, part("machine"), part("environment"), part("probes"), part("certificate"))
            .run();
}

RunRow runRowFrom(const Query &row)
{
    return {row.text(0), row.text(1),         row.text(2),
            row.text(3), row.text(4),         row.text(5),
            row.text(6), int(row.integer(7)), qUncompress(row.blob(8))};
}

QVector<RunRow> selectRuns(Connection &connection, const RunQuery &query)
{
    std::string sql =
            "SELECT public_id, machine, kernel, preset, device, status, at, threads, "
            "result FROM run r WHERE (?1 = '' OR kernel = ?1) AND (?2 = '' OR machine = ?2) "
            "AND (?3 = '' OR device = ?3) AND (?4 = '' OR preset = ?4)";
    if (query.newestOnly) {
        sql += " AND NOT EXISTS (SELECT 1 FROM run n WHERE n.kernel = r.kernel "
               "AND n.machine = r.machine AND n.device = r.device AND n.preset = r.preset "
               "AND n.threads = r.threads AND (n.at, n.id) > (r.at, r.id))";
    }
    Query rows(connection, sql + " ORDER BY at DESC, id DESC");
    rows.bindAll(query.kernel, query.machine, query.device, query.preset);
    QVector<RunRow> runs;
    while (rows.next()) {
        runs.append(runRowFrom(rows));
    }
    return runs;
}

}  // namespace

Result<StoredBundle> Store::addBundle(const QByteArray &json)
{
    return guarded(d->path(), [&] {
        const QJsonObject bundle = parseBundle(json);
        const QString machine =
                stringAt(objectAt(bundle, "machine"), "id", QStringLiteral("machine."));
        QVector<Run> runs;
        const QJsonArray results = bundle.value(QLatin1String("results")).toArray();
        for (qsizetype i = 0; i < results.size(); ++i) {
            runs.append(runFrom(results[i], i));
        }

        WriteTransaction transaction(d->connection);
        storeMachine(d->connection, machine, timeOf(bundle, runs), bundle);
        StoredBundle stored;
        QStringList kernels;
        Query insert(d->connection,
                     "INSERT OR IGNORE INTO run (public_id, machine, kernel, preset, device, "
                     "threads, status, at, result) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        for (const Run &run : std::as_const(runs)) {
            insert.bindAll(run.id, machine, run.kernel, run.preset, run.device, run.threads,
                           run.status, run.at, qCompress(compact(run.json)));
            insert.run();
            stored.runIds.append(run.id);
            if (insert.changes() == 1) {
                ++stored.added;
                kernels.append(run.kernel);
            } else {
                ++stored.alreadyThere;
            }
        }
        PaperIndex index(d->connection);
        const QVector<qint64> papers = papersOfKernels(d->connection, kernels);
        for (const qint64 paper : papers) {
            index.refreshDerived(paper);
        }
        index.flush();
        transaction.commit();
        return stored;
    });
}

Result<QVector<RunRow>> Store::runs(const RunQuery &query) const
{
    return guarded(d->path(), [&] {
        ReadTransaction transaction(d->connection);
        return selectRuns(d->connection, query);
    });
}

Result<QByteArray> Store::runJson(const QString &runId) const
{
    return guarded(d->path(), [&] {
        Query find(d->connection,
                   "SELECT result FROM run WHERE public_id = ? ORDER BY id DESC LIMIT 1", runId);
        if (!find.next()) {
            refuse(ErrorCode::NotFound, "no run {0} in the library", "文献库中没有运行 {0}",
                   runId.toStdString());
        }
        return qUncompress(find.blob(0));
    });
}

Result<QVector<MachineRow>> Store::machines() const
{
    return guarded(d->path(), [&] {
        Query rows(d->connection,
                   "SELECT public_id, at, machine, environment, probes, certificate FROM machine "
                   "ORDER BY at DESC, public_id");
        QVector<MachineRow> machines;
        while (rows.next()) {
            machines.append({rows.text(0), rows.text(1), rows.blob(2), rows.blob(3), rows.blob(4),
                             rows.blob(5)});
        }
        return machines;
    });
}

Result<QByteArray> Store::exportBundle(const RunQuery &query) const
{
    return guarded(d->path(), [&] {
        ReadTransaction transaction(d->connection);
        const QVector<RunRow> runs = selectRuns(d->connection, query);
        if (runs.isEmpty()) {
            refuse(ErrorCode::NotFound, "{0}: no run matches", "{0}：没有符合条件的运行",
                   d->path());
        }
        // A bundle speaks of one machine; runs of another under its name would be false.
        const QString machine = runs.first().machine;
        Query facts(d->connection,
                    "SELECT machine, environment, probes, certificate FROM machine "
                    "WHERE public_id = ?",
                    machine);
        facts.next();
        const auto part = [&](int column) {
            return QJsonDocument::fromJson(facts.blob(column)).object();
        };
        QJsonArray results;
        for (auto run = runs.crbegin(); run != runs.crend(); ++run) {
            if (run->machine == machine) {
                results.append(QJsonDocument::fromJson(run->json).object());
            }
        }
        const QJsonObject certificate = part(3);
        const QJsonObject bundle{
                {QStringLiteral("schema"), schemaName},
                {QStringLiteral("machine"), part(0)},
                {QStringLiteral("environment"), part(1)},
                {QStringLiteral("certificate"),
                 certificate.isEmpty() ? QJsonValue() : QJsonValue(certificate)},
                {QStringLiteral("probes"), part(2)},
                {QStringLiteral("results"), results},
        };
        return QJsonDocument(bundle).toJson(QJsonDocument::Indented);
    });
}

}  // namespace touchstone::store
