#include "measure/results/roofline.h"
#include "store/hand_claims.h"
#include "store/kernel_links.h"
#include "store/paper_index.h"
#include "store/private.h"
#include "store/run_rows.h"

#include <QDateTime>

namespace touchstone::store {

namespace {

using measure::Bundle;

// Clocks of two machines may be a day apart.
std::string tomorrow()
{
    return QDateTime::currentDateTimeUtc().addDays(1).toString(Qt::ISODate).toStdString();
}

// When the facts of a bundle were taken: its newest run or its certificate.
std::string timeOf(const Bundle &bundle)
{
    std::string at = bundle.certificate ? bundle.certificate->at : std::string();
    for (const measure::KernelResult &result : bundle.results) {
        at = std::max(at, result.startedAt);
    }
    return at;
}

// The parts of a bundle's head as JSON; '' for one that it lacks.
struct Parts {
    QString at, machine, environment, probes, certificate;
};

Parts partsOf(const Bundle &bundle)
{
    const auto text = [](const std::string &json) { return QString::fromStdString(json); };
    const auto table = [&](const auto &values, const std::string &json) {
        return values.empty() ? QString() : text(json);
    };
    return {text(timeOf(bundle)), text(measure::toJson(bundle.machine)),
            table(bundle.environment, measure::toJson(bundle.environment)),
            table(bundle.probes.values, measure::toJson(bundle.probes)),
            bundle.certificate ? text(measure::toJson(*bundle.certificate, -1)) : QString()};
}

// Newer facts replace older ones; a bundle without probes or certificate takes none away, and
// probes of the processor and those of a device stay beside each other.
void storeOwnFacts(Connection &connection, const QString &machine, const Parts &parts)
{
    Query(connection,
          "INSERT INTO machine (public_id, at, machine, environment, probes, certificate) "
          "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (public_id) DO UPDATE SET "
          "machine = iif(excluded.at >= at, excluded.machine, machine), "
          "environment = iif(excluded.at >= at AND excluded.environment <> '', "
          "excluded.environment, environment), "
          "probes = CASE WHEN probes = '' THEN excluded.probes "
          "WHEN excluded.probes = '' THEN probes "
          "WHEN excluded.at >= at THEN json_patch(probes, excluded.probes) "
          "ELSE json_patch(excluded.probes, probes) END, "
          "certificate = iif(excluded.certificate <> '' AND (certificate = '' OR "
          "ifnull(json_extract(excluded.certificate, '$.at'), '') >= "
          "ifnull(json_extract(certificate, '$.at'), '')), excluded.certificate, certificate), "
          "at = max(at, excluded.at)",
          machine, parts.at, parts.machine, parts.environment, parts.probes, parts.certificate)
            .run();
}

// A file may claim the id of any machine: what it says stays with its own runs.
void storeImportedFacts(Connection &connection, const QString &machine, const QString &sha256,
                        const Parts &parts)
{
    Query(connection,
          "INSERT OR IGNORE INTO machine (public_id, at, machine, environment, probes, "
          "certificate) VALUES (?, '', '', '', '', '')",
          machine)
            .run();
    Query(connection, "INSERT OR IGNORE INTO imported_facts VALUES (?, ?, ?, ?, ?, ?, ?)", machine,
          sha256, parts.at, parts.machine, parts.environment, parts.probes, parts.certificate)
            .run();
}

// Older versions stored the parts unread: one that cannot be read is left out.
template <class Part>
Part partOf(const QByteArray &json, Result<Part> (*read)(std::string_view))
{
    auto part = read({json.constData(), std::size_t(json.size())});
    return part ? std::move(*part) : Part{};
}

Bundle headFrom(const QByteArray &machine, const QByteArray &environment, const QByteArray &probes,
                const QByteArray &certificate)
{
    Bundle head;
    head.machine = partOf(machine, measure::machineFromJson);
    head.environment = partOf(environment, measure::factsFromJson);
    head.probes = partOf(probes, measure::probesFromJson);
    if (auto read = measure::certificateFromJson(certificate.toStdString())) {
        head.certificate = *read;
    }
    return head;
}

// What this library's own runs took of the machine, else what the newest file tells. Probes of all
// of them together: a run must not look impossible beside those of another hour.
Bundle factsOf(Connection &connection, const QString &machine)
{
    Query rows(connection,
               "SELECT machine, environment, probes, certificate, 0 AS imported, at FROM machine "
               "WHERE public_id = ?1 AND machine <> '' UNION ALL "
               "SELECT facts, environment, probes, certificate, 1, at FROM imported_facts "
               "WHERE machine = ?1 ORDER BY imported, at DESC",
               machine);
    Bundle head;
    bool own = false;
    for (bool first = true; rows.next(); first = false) {
        Bundle one = headFrom(rows.blob(0), rows.blob(1), rows.blob(2), rows.blob(3));
        const bool imported = rows.integer(4) != 0;
        own = own || !imported;
        if (first) {
            head = std::move(one);
        } else if (!own) {
            head.probes = measure::fasterOf(head.probes, one.probes);
        }
    }
    head.machine.id = machine.toStdString();
    return head;
}

// Papers that the kernels name, and those of claims that a measurement was given for.
void refreshPapersOf(Connection &connection, const QStringList &kernels, const QStringList &claims)
{
    PaperIndex index(connection);
    QVector<qint64> papers = papersOfKernels(connection, kernels);
    for (const QString &claim : claims) {
        const std::optional<qint64> paper = paperOfAnyClaim(connection, claim);
        if (paper && !papers.contains(*paper)) {
            papers.append(*paper);
        }
    }
    for (const qint64 paper : std::as_const(papers)) {
        index.refreshDerived(paper);
    }
    index.flush();
}

struct NamedRun {
    qint64 row = 0;
    QString kernel;
    QStringList claims;  // that it was given for
};

NamedRun namedRun(Connection &connection, const QString &runId, const QString &machine)
{
    Query find(connection,
               "SELECT id, kernel, machine, ifnull(json_extract(plan, '$.' || ?3), '') "
               "FROM run WHERE public_id = ?1 "
               "AND (?2 = '' OR machine = ?2) ORDER BY machine",
               runId, machine, QLatin1String(compare::foreignClaimKey));
    NamedRun run;
    QStringList machines;
    while (find.next()) {
        run = {find.integer(0), find.text(1), find.text(3).split(u' ', Qt::SkipEmptyParts)};
        machines.append(find.text(2));
    }
    if (machines.isEmpty()) {
        refuse(ErrorCode::NotFound, "no run {0} in the library", "文献库中没有运行 {0}",
               runId.toStdString());
    }
    if (machines.size() > 1) {
        refuse(ErrorCode::Usage, "{0}: runs of several machines have this id; name one of {1}",
               "{0}：多台机器有此标识的运行；请指定其一：{1}", runId.toStdString(),
               machines.join(QLatin1String(", ")).toStdString());
    }
    return run;
}

}  // namespace

Result<StoredBundle> Store::addBundle(const measure::Bundle &given, const measure::Origin &origin)
{
    return guarded(d->path(), [&] {
        if (given.machine.id.empty()) {
            refuse(ErrorCode::Invalid, "bundle: machine.id: must not be empty",
                   "结果包：machine.id：不能为空");
        }
        Bundle bundle = given;
        if (origin.isFile()) {
            if (const auto admitted = admit(bundle, origin, tomorrow()); !admitted) {
                throw Failure{admitted.error()};
            }
        }
        const QString machine = QString::fromStdString(bundle.machine.id);
        const QString sha256 = QString::fromStdString(origin.sha256);
        WriteTransaction transaction(d->connection);
        if (origin.isFile()) {
            storeImportedFacts(d->connection, machine, sha256, partsOf(bundle));
        } else {
            storeOwnFacts(d->connection, machine, partsOf(bundle));
        }
        StoredBundle stored;
        QStringList kernels, claims;
        for (const measure::KernelResult &result : bundle.results) {
            const QString id = QString::fromStdString(result.runId);
            stored.runIds.append(id);
            switch (addRun(d->connection, machine, result)) {
            case AddedRun::New:
                ++stored.added;
                kernels.append(QString::fromStdString(result.kernel));
                claims += claimsOfForeignRuns(result);
                if (const auto reason = mistrustOf(result)) {
                    stored.mistrusted.append({id, machine, kernels.last(), {}, *reason});
                }
                break;
            case AddedRun::Same:
                ++stored.alreadyThere;
                break;
            case AddedRun::Other:
                ++stored.alreadyThere;
                stored.differing.append(id);
                break;
            }
        }
        kernels.removeDuplicates();
        refreshPapersOf(d->connection, kernels, claims);
        transaction.commit();
        return stored;
    });
}

Result<QVector<RunRow>> Store::runs(const RunQuery &query) const
{
    return guarded(d->path(), [&] {
        ReadTransaction transaction(d->connection);
        return readRunRows(d->connection, query);
    });
}

Result<StoredResults> Store::results(const RunQuery &query) const
{
    return guarded(d->path(), [&] {
        ReadTransaction transaction(d->connection);
        return readResults(d->connection, query);
    });
}

QString nameOf(const QVector<MachineRow> &machines, const QString &id)
{
    for (const MachineRow &machine : machines) {
        const measure::Machine &one = machine.head.machine;
        if (QString::fromStdString(one.id) == id && !one.name.empty()) {
            return QString::fromStdString(one.name);
        }
    }
    return id;
}

Result<QVector<MachineRow>> Store::machines() const
{
    return guarded(d->path(), [&] {
        Query rows(d->connection,
                   "SELECT at, machine, environment, probes, certificate, '' AS sha256, public_id "
                   "FROM machine WHERE machine <> '' UNION ALL "
                   "SELECT at, facts, environment, probes, certificate, sha256, machine "
                   "FROM imported_facts ORDER BY at DESC, public_id, sha256");
        QVector<MachineRow> machines;
        while (rows.next()) {
            MachineRow row{rows.text(0),
                           headFrom(rows.blob(1), rows.blob(2), rows.blob(3), rows.blob(4)),
                           rows.text(5)};
            row.head.machine.id = rows.text(6).toStdString();
            machines.append(row);
        }
        return machines;
    });
}

Result<ExportedBundle> Store::exportBundle(const RunQuery &query) const
{
    return guarded(d->path(), [&] {
        ReadTransaction transaction(d->connection);
        const QVector<RunRow> matching = readRunRows(d->connection, query);
        if (matching.isEmpty()) {
            refuse(ErrorCode::NotFound, "{0}: no run matches", "{0}：没有符合条件的运行",
                   d->path());
        }
        // A bundle speaks of one machine; runs of another under its name would be false.
        const auto readable = std::find_if(matching.begin(), matching.end(),
                                           [](const RunRow &run) { return run.fault.en.empty(); });
        RunQuery own = query;
        own.machine = (readable == matching.end() ? matching.begin() : readable)->machine;
        ExportedBundle out;
        out.bundle = factsOf(d->connection, own.machine);
        StoredResults stored = readWholeResults(d->connection, own);
        for (auto run = stored.runs.rbegin(); run != stored.runs.rend(); ++run) {
            out.bundle.results.push_back(std::move(run->result));
        }
        out.bad = std::move(stored.bad);
        out.otherMachines =
                int(std::count_if(matching.begin(), matching.end(),
                                  [&](const RunRow &run) { return run.machine != own.machine; }));
        return out;
    });
}

Result<> Store::removeRun(const QString &runId, const QString &machine)
{
    return guarded(d->path(), [&] {
        WriteTransaction transaction(d->connection);
        const NamedRun run = namedRun(d->connection, runId, machine);
        Query(d->connection, "DELETE FROM run WHERE id = ?", run.row).run();
        refreshPapersOf(d->connection, {run.kernel}, run.claims);
        transaction.commit();
    });
}

Result<> Store::setPinned(const QString &runId, bool pinned, const QString &machine)
{
    return guarded(d->path(), [&] {
        WriteTransaction transaction(d->connection);
        const NamedRun run = namedRun(d->connection, runId, machine);
        Query(d->connection, "UPDATE run SET pinned = ? WHERE id = ?", pinned, run.row).run();
        refreshPapersOf(d->connection, {run.kernel}, run.claims);
        transaction.commit();
    });
}

}  // namespace touchstone::store
