// What can be asked of the store, and the rows that come back.
#pragma once

#include "library/report.h"

namespace touchstone::store {

enum class PaperSort { Relevance, Title, Report, ClaimedFactor, MeasuredFactor, Grade };

struct PaperQuery {
    QString search;  // what the user typed: words, "phrases", -excluded, technique:ID metric:ID
                     // claim>2
    QStringList techniques, metrics, reports, institutions,
            kernels;  // several values of one facet: any of them
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
    std::optional<double> measured;     // newest ratio of a kernel of this paper
};

struct FacetValue {
    QString value;  // technique id, metric id, report date, institution, "yes"/"no"
    int count = 0;
};
struct Facets {
    QVector<FacetValue> techniques, metrics, reports, institutions, measured;
    int total = 0;
};

struct Appearance {
    QString reportId, reportTitle;
    QDateTime generatedAt;
    ReportPaper paper;
};
struct PaperDetail {
    QString id;
    ReportPaper paper;                // newest appearance, with the person's decisions applied
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
    QString action;  // "confirmed", "edited", "rejected", "undone", "extracted"
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
    QString importId;
    QVector<ImportedFile> files;  // one a plan, same order
};
struct UndoneImport {
    QStringList sourceNames;
    int papersRemoved = 0;
};

struct StoredBundle {
    int added = 0, alreadyThere = 0;
    QStringList runIds;
};
struct RunQuery {
    QString kernel, machine, device, preset;  // empty = any
    bool newestOnly = false;                  // per kernel, machine, device, preset, threads
};
struct RunRow {
    QString id, machine, kernel, preset, device, status, at;  // at: ISO 8601, UTC
    int threads = 1;
    QByteArray json;  // one element of the bundle's "results", with its samples
};

}  // namespace touchstone::store
