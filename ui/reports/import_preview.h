// What an import would change; read off the GUI thread, nothing is written.
#pragma once

#include "store/store.h"
#include "ui/common/jobs.h"

namespace touchstone::ui {

struct UnreadFile {
    QString name;
    Error error;
};

struct ImportPreview {
    QVector<ImportPlan> plans;
    QVector<UnreadFile> unread;  // files that are not reports, or damaged

    int papers(std::optional<PaperChange> change = std::nullopt) const;
    int selectedPapers() const;
};

// Reads files and folders; unreadable files are listed and do not stop the others.
Result<ImportPreview> previewImport(const store::Store &store, const QStringList &paths,
                                    const JobContext &context);

}  // namespace touchstone::ui
