// What an import would change; read off the GUI thread, nothing is written.
#pragma once

#include "store/store.h"
#include "ui/common/jobs.h"
#include "ui/reports/paper_changes.h"

#include <QHash>

namespace touchstone::ui {

struct UnreadFile {
    QString name;
    Error error;
};

struct ImportPreview {
    QVector<ImportPlan> plans;
    QVector<UnreadFile> unread;  // files that are not reports, or damaged
    // Of each plan, by the place of the paper in it: what importing it changes.
    QVector<QHash<int, QVector<PaperDifference>>> differences;

    int papers(std::optional<PaperChange> change = std::nullopt) const;
    int selectedPapers() const;
};

// Reads files and folders; unreadable files are listed and do not stop the others. A paper that
// would lose something is not selected.
Result<ImportPreview> previewImport(const store::Store &store, const QStringList &paths,
                                    const JobContext &context);

}  // namespace touchstone::ui
