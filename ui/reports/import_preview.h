// What an import would change; read off the GUI thread, nothing is written.
#pragma once

#include "measure/results/results.h"
#include "store/store.h"
#include "ui/common/jobs.h"
#include "ui/reports/paper_changes.h"

#include <QHash>

namespace touchstone::ui {

struct UnreadFile {
    QString name;
    Error error;
};

// A bundle, or results of another tool.
struct ResultFile {
    QString path;  // for messages
    measure::Bundle bundle;
    measure::Origin origin;
};

struct ImportPreview {
    QVector<ImportPlan> plans;
    QVector<UnreadFile> unread;  // of no kind that is read, or damaged
    QVector<ResultFile> results;
    // Of each plan, by the place of the paper in it: what importing it changes.
    QVector<QHash<int, QVector<PaperDifference>>> differences;

    int papers(std::optional<PaperChange> change = std::nullopt) const;
    int selectedPapers() const;
};

// Reads files and folders; unreadable files are listed and do not stop the others. A paper that
// would lose something is not selected.
Result<ImportPreview> previewImport(const store::Store &store, const QStringList &paths,
                                    const JobContext &context);

struct ImportDone {
    store::ImportOutcome papers;
    store::StoredBundle runs;
};

// The papers in one transaction, then each file of results. An error names the file; what was
// written before it stays.
Result<ImportDone> importAll(store::Store &store, const QVector<ImportPlan> &plans,
                             const QVector<ResultFile> &results, const JobContext &context);

}  // namespace touchstone::ui
