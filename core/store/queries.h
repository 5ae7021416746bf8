// What can be asked of the store, and the rows that come back.
#pragma once

#include "library/report.h"
#include "library/vocabulary.h"
#include "measure/results/trust.h"

namespace touchstone::store {

// Relevance: best match first, or last imported first when more than 5000 papers match; without
// search text, newest report first; never descending. Papers without a factor or grade come last in
// both directions of that column.
enum class PaperSort { Relevance, Title, Report, ClaimedFactor, MeasuredFactor, Grade };

struct PaperQuery {
    // What the user typed: words and "phrases" that must all occur, -excluded ones, technique:ID
    // metric:ID kernel:ID (an id or a name in either language), report:2025-09 (the beginning of a
    // date), claim>2 claim<=1.5 (bounds on the best claimed factor). All of them hold at once, and
    // any string is valid: what is no such term is searched as text, up to 64 terms. The last Latin
    // word matches as a prefix.
    QString search;
    // Several values of one facet: any of them; all facets at once.
    QStringList techniques, metrics, reports, institutions, kernels;
    QStringList grades;  // "SQ", "SM", "PX", "NM"
    std::optional<bool> measured;
    PaperSort sort = PaperSort::Relevance;
    bool descending = false;
};

struct PaperRow {
    qint64 rowId = 0;
    QString id, title, shortName;
    QStringList techniques;
    QString report;  // date of the newest appearance, "2025-09-24"
    int claimCount = 0;
    std::optional<double> bestClaimed;  // largest unflagged improvement factor
    std::optional<double> measured;     // measure::ratioFor() the best graded claim
    std::optional<Grade> grade;         // the best of the kernels that reproduce the paper
};

struct FacetValue {
    QString value;  // technique id, metric id, report date, institution, "yes"/"no"
    int count = 0;
};
struct Facets {
    // Most frequent first; of institutions the first 200. Chosen values stay with a count of 0.
    QVector<FacetValue> techniques, metrics, reports, institutions, kernels, grades, measured;
    int total = 0;  // papers that the whole query selects
};

struct Appearance {
    QString reportId, reportTitle;
    QDateTime generatedAt;
    ReportPaper paper;     // with the person's decisions applied
    QString sourceSha256;  // of the file whose lines paper names: Store::source()
};
struct PaperDetail {
    QString id;
    ReportPaper paper;                // all appearances together, with the person's decisions
    QVector<Appearance> appearances;  // newest first
};

struct ReportRow {
    QString id, title, sourceName, sourceSha256, importedAt;
    QDateTime generatedAt;
    int papers = 0, claims = 0, warnings = 0;
};

struct ClaimChange {
    qint64 id = 0;
    QString at;      // ISO 8601, UTC
    QString action;  // "confirmed", "edited", "rejected", "undone", "extracted" (also: reset to it)
    Claim before, after;
};

struct ImportedFile {
    QString sourceName, reportId;
    QDateTime generatedAt;
    bool unchanged = false;
    int papers = 0, newPapers = 0, changedPapers = 0, claims = 0;
    QVector<ImportWarning> warnings;
};
struct ImportOutcome {
    QString importId;             // empty when there was nothing new, and so nothing to undo
    QVector<ImportedFile> files;  // one per plan, same order
};
struct UndoneImport {
    QStringList sourceNames;
    int papersRemoved = 0;
};

struct RunQuery {
    QString kernel, machine, device, preset;  // empty = any
    // Only runs among which measure::ratioFor() chooses: pinned ones, and of those that hold the
    // same figures (kernel, machine, device, preset and threads alike) the newest of each status.
    bool comparedOnly = false;
};
struct RunRow {
    QString id, machine, kernel, preset, device, status, at;  // at: ISO 8601, UTC
    int threads = 1;
    bool pinned = false;
    Text fault;                    // why the result cannot be read; empty when it can
    std::optional<Text> mistrust;  // why it answers no claim; nullopt when it may
    measure::Origin origin;        // the file that it came from, if any
};
struct StoredRun {
    QString id, machine, at;
    bool pinned = false;
    measure::KernelResult result;
};
// A run that an older version stored and this one cannot read, or whose bytes are damaged.
struct BadRun {
    QString id, machine, kernel, at;
    Text reason;
};
struct StoredBundle {
    int added = 0, alreadyThere = 0;
    QStringList runIds;
    QVector<BadRun> mistrusted;  // of those that were added; reason as measure::mistrustOf()
    QStringList differing;  // of those that were already there: the library's has other figures
};
struct StoredResults {
    QVector<StoredRun> runs;  // newest first
    QVector<BadRun> bad;      // left out of runs
};
struct ExportedBundle {
    measure::Bundle bundle;  // with samples
    QVector<BadRun> bad;     // left out
    int otherMachines = 0;   // runs that match but belong to other machines: left out
};
struct MachineRow {
    QString at;            // when the facts were taken; ISO 8601, UTC
    measure::Bundle head;  // machine, environment, probes, certificate; no results
    QString sha256;        // of the file that tells so; empty: taken by this library's own runs
};

}  // namespace touchstone::store
