#include "store/hand_claims.h"
#include "store/kernel_links.h"
#include "store/paper_index.h"
#include "store/private.h"
#include "store/run_rows.h"

namespace touchstone::store {

namespace {

using measure::Bundle;

// When the facts of a bundle were taken: its newest run or its certificate.
std::string timeOf(const Bundle &bundle)
{
    std::string at = bundle.certificate ? bundle.certificate->at : std::string();
    for (const measure::KernelResult &result : bundle.results) {
        at = std::max(at, result.startedAt);
    }
    return at;
}

// Newer facts replace older ones; a bundle without probes or certificate takes none away, and
// probes of the processor and those of a device stay beside each other.
void storeMachine(Connection &connection, const Bundle &bundle)
{
    const auto text = [](const std::string &json) { return QString::fromStdString(json); };
    const auto table = [&](const auto &values, const std::string &json) {
        return values.empty() ? QString() : text(json);
    };
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
          text(bundle.machine.id), text(timeOf(bundle)), text(measure::toJson(bundle.machine)),
          table(bundle.environment, measure::toJson(bundle.environment)),
          table(bundle.probes.values, measure::toJson(bundle.probes)),
          bundle.certificate ? text(measure::toJson(*bundle.certificate, -1)) : QString())
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

Result<StoredBundle> Store::addBundle(const measure::Bundle &bundle)
{
    return guarded(d->path(), [&] {
        if (bundle.machine.id.empty()) {
            refuse(ErrorCode::Invalid, "bundle: machine.id: must not be empty",
                   "结果包：machine.id：不能为空");
        }
        const QString machine = QString::fromStdString(bundle.machine.id);
        WriteTransaction transaction(d->connection);
        storeMachine(d->connection, bundle);
        StoredBundle stored;
        QStringList kernels, claims;
        for (const measure::KernelResult &result : bundle.results) {
            stored.runIds.append(QString::fromStdString(result.runId));
            if (addRun(d->connection, machine, result)) {
                ++stored.added;
                kernels.append(QString::fromStdString(result.kernel));
                claims += claimsOfForeignRuns(result);
            } else {
                ++stored.alreadyThere;
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

Result<QVector<MachineRow>> Store::machines() const
{
    return guarded(d->path(), [&] {
        Query rows(d->connection, "SELECT at, machine, environment, probes, certificate "
                                  "FROM machine ORDER BY at DESC, public_id");
        QVector<MachineRow> machines;
        while (rows.next()) {
            machines.append({rows.text(0),
                             headFrom(rows.blob(1), rows.blob(2), rows.blob(3), rows.blob(4))});
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
        Query facts(d->connection,
                    "SELECT machine, environment, probes, certificate FROM machine "
                    "WHERE public_id = ?",
                    own.machine);
        facts.next();
        ExportedBundle out;
        out.bundle = headFrom(facts.blob(0), facts.blob(1), facts.blob(2), facts.blob(3));
        out.bundle.machine.id = own.machine.toStdString();
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
