// The library on disk: one SQLite file behind one class. SQLiteCpp and SQL stay inside this folder.
//
// One Store is one connection and belongs to one thread; open one per worker thread. Writers wait
// up to 10 s for each other (imports up to 10 minutes), then report ErrorCode::Busy. All calls are
// transactions of their own, unless together() makes one of several.
#pragma once

#include "base/result.h"
#include "library/import_plan.h"
#include "library/library_json.h"
#include "store/queries.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace touchstone::store {

enum class OpenMode { ReadWrite, ReadOnly };

class Store : public KnownPapers {
public:
    // Creates the file (and its folder) when missing, migrates an older schema after writing a
    // backup beside it, refuses a newer one. Errors name the file.
    // After an update every paper is looked at again: progress tells how far that is, and a stop
    // leaves it for the next time. The first call, 0 of 0, says that this begins: others can
    // read the library as it was from then on.
    using Progress = std::function<void(int done, int total)>;
    static Result<std::unique_ptr<Store>> open(const QString &path,
                                               OpenMode mode = OpenMode::ReadWrite,
                                               std::stop_token stop = {},
                                               const Progress &progress = {});
    static QString defaultPath();  // the user's data folder
    ~Store() override;

    // What `work` writes by this Store is kept together, or nothing of it when it returns an error.
    Result<> together(const std::function<Result<>()> &work, const std::stop_token &stop = {});

    // --- import -------------------------------------------------------------------------------
    // One transaction for all plans; nothing is written on error or cancel.
    Result<ImportOutcome> apply(const QVector<ImportPlan> &plans, std::stop_token stop = {},
                                const Progress &progress = {});
    // Takes the last import back that had anything new. Decisions on its papers are kept and hold
    // again when the papers come back.
    Result<UndoneImport> undoLastImport();
    Result<LastImport> lastImport() const;
    bool hasSource(const QByteArray &sha256) const override;
    std::optional<KnownPaper> byTitleKey(const QString &key,
                                         const QDateTime &report) const override;
    std::optional<KnownPaper> byCodeUrl(const QString &url, const QDateTime &report) const override;
    std::optional<KnownPaper> byPlace(const QDateTime &report, int index) const override;
    QVector<std::pair<KnownPaper, QString>>
    similarAbstracts(const QString &abstract) const override;

    // --- papers -------------------------------------------------------------------------------
    Result<QVector<qint64>> paperIds(const PaperQuery &query) const;  // row ids in order
    // Same order; papers that are gone (an import was undone) are left out.
    Result<QVector<PaperRow>> paperRows(const QVector<qint64> &rowIds) const;
    Result<LibraryCounts> counts() const;
    Result<Facets> facets(const PaperQuery &query) const;  // each facet ignores its own filter
    Result<PaperDetail> paper(const QString &paperId) const;
    Result<qint64> rowIdOf(const QString &paperId) const;
    Result<QString> paperOfClaim(const QString &claimId) const;  // its id
    Result<QVector<LibraryReport>> exportReports() const;
    Result<QByteArray> sourceBytes(const QString &reportId) const;  // of the newest edition
    Result<QByteArray> source(const QString &sha256) const;
    Result<QVector<ImportWarning>> warnings(const QString &reportId) const;
    Result<QVector<ReportRow>> reports() const;

    // --- a person's decisions: kept over re-import, with history --------------------------------
    // Extracted takes the claim back to what the report says; Confirmed clears its flags. All keep
    // the history.
    Result<> setClaimStatus(const QString &claimId, ClaimStatus status);
    Result<> editClaim(const Claim &edited);  // same id; status becomes Edited
    // Adds a claim that the extraction missed; its one source quotes the paper; without
    // a length, a part of it that the library does not hold. It counts as
    // confirmed, and keeps over re-import. Returns its id. Undoing its last change removes it.
    Result<QString> addClaim(const QString &paperId, const Claim &claim);
    Result<> undoClaimChange(const QString &claimId);
    Result<QVector<ClaimChange>> claimHistory(const QString &claimId) const;
    // Takes the place of what the imports say; a value that is theirs again is no decision any
    // more. Tags are trimmed, each once.
    Result<> editPaper(const QString &paperId, const PaperFacts &facts);
    Result<> addTechnique(const QString &paperId, const QString &techniqueId);
    Result<> removeTechnique(const QString &paperId, const QString &techniqueId);

    // --- runs ---------------------------------------------------------------------------------
    // Merged by machine and run id, idempotent. A bundle without results stores the facts and the
    // certificate of its machine. The bundle was checked when it was read (bundleFromJson); an
    // empty machine id is refused here. One that came in a file goes through measure::admit(), and
    // what it says of its machine stays with its own runs; without an origin it was measured here.
    Result<StoredBundle> addBundle(const measure::Bundle &bundle,
                                   const measure::Origin &origin = {});
    Result<QVector<RunRow>> runs(const RunQuery &query = {}) const;  // newest first
    // The same with their figures, without samples.
    Result<StoredResults> results(const RunQuery &query = {}) const;
    // A bundle holds runs of one machine: the matching runs of the machine with the newest one.
    Result<ExportedBundle> exportBundle(const RunQuery &query = {}) const;
    Result<QVector<MachineRow>> machines() const;  // newest facts first; those of files apart
    // A run is named by its id; where several machines have a run of that id, by the machine too,
    // which may be empty otherwise. NotFound names the id, Usage the machines.
    Result<> removeRun(const QString &runId, const QString &machine = {});
    // A pinned run is shown beside its claims before all others.
    Result<> setPinned(const QString &runId, bool pinned, const QString &machine = {});

    // --- small state ----------------------------------------------------------------------------
    Result<QString> setting(const QString &key) const;  // "" when unset
    Result<> setSetting(const QString &key, const QString &value);

    // Another number than before when another connection has changed the library in the meantime;
    // comparable for this Store alone.
    Result<qint64> changeCount() const;

    // Makes a running call on this connection return ErrorCode::Cancelled; callable from any
    // thread.
    void interrupt();

private:
    struct Private;
    explicit Store(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

}  // namespace touchstone::store
