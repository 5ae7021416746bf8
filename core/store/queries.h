// What can be asked of the store, and the rows that come back.
#pragma once

#include "library/report.h"
#include "library/vocabulary.h"
#include "measure/results/trust.h"

namespace touchstone::store {

// Relevance: best match first, or last imported first when more than 5000 papers match; without
// search text, newest report first; never descending. Papers without a factor or grade come last in
// both directions of that column.
// By claimed factor: claims of speed first, then metric by metric.
enum class PaperSort {
    Relevance,
    Title,
    Report,
    ClaimedFactor,
    MeasuredFactor,
    Limit,
    Outcome,
    Grade
};

struct PaperQuery {
    // What the user typed: words and "phrases" that must all occur, -excluded ones, technique:ID
    // metric:ID kernel:ID tag:WORD (an id or a name in either language), report:2025-09 (the
    // beginning of a date), claim>2 claim<=1.5 (bounds on the best claimed factor). All of them
    // hold at once, and any string is valid: what is no such term is searched as text, up to 64
    // terms. The last Latin word matches as a prefix.
    QString search;
    // Several values of one facet: any of them; all facets at once.
    QStringList techniques, metrics, reports, institutions, kernels, tags;
    QStringList grades;    // "SQ", "SM", "PX", "NM"
    QStringList outcomes;  // words of compare::Outcome, of the headline claim
    std::optional<bool> measured;
    bool testable = false;  // papers with a claim that a kernel answers; measured is not looked at
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
    // Of the headline claim (compare::headlineOf()), as the comparison says:
    Text headline;              // "up to 2.5× speedup"; empty: the paper claims nothing
    QStringList headlineFlags;  // that no person has decided
    std::optional<double> headlineFactor;
    std::optional<double> measured;  // ratio; of a paper without claims the first of its kernels
    QString difference;              // "+0.4 %" where a quality is compared; else empty
    std::optional<double> limit;
    QString outcome;  // a word of compare::Outcome; empty: the paper claims nothing
    std::optional<Grade> grade;
    int year = 0;  // of publication; 0: not known
    QString venue;
    QStringList tags;
};

// What a person may say of a paper, beside its claims and techniques.
struct PaperFacts {
    PaperLinks links;
    QString codeUrl, note;
    QStringList tags;
};

// The whole library, and what became of its claims.
struct LibraryCounts {
    int papers = 0, claims = 0;      // rejected claims are not counted
    int testable = 0, answered = 0;  // claims that a kernel answers; of these, with a figure
    int testablePapers = 0, answeredPapers = 0;  // that have such claims
    QVector<std::pair<QString, int>> outcomes;   // of headline claims, in the order of the words
};

struct FacetValue {
    QString value;  // technique id, metric id, report date, institution, "yes"/"no"
    int count = 0;
};
struct Facets {
    // Most frequent first; of institutions the first 200. Chosen values stay with a count of 0.
    QVector<FacetValue> techniques, metrics, reports, institutions, kernels, grades, measured,
            outcomes, tags;
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
    QString action;  // "confirmed", "edited", "rejected", "undone", "extracted" (also: reset to
                     // it), "added" by a person
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
// What undoLastImport() would take back.
struct LastImport {
    QString at;  // ISO 8601, UTC; empty: nothing was imported
    QStringList sourceNames;
    int reports = 0;
    int papers = 0;   // that would go
    int changed = 0;  // that would be as they were before
};
// What was taken back, with all that is needed to import it again.
struct UndoneImport {
    struct File {
        QString name;
        QByteArray bytes;
        QVector<int> papers;  // their numbers in the report; others were not selected
    };
    QStringList sourceNames;
    int papersRemoved = 0;
    int papersRestored = 0;  // are as they were before it
    QVector<File> files;
    Text words() const;  // "2 papers removed, 1 as before"
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
// The name of a machine for people; its id where it has none.
QString nameOf(const QVector<MachineRow> &machines, const QString &id);

}  // namespace touchstone::store
