// What an import would do, read off the GUI thread before anything is written.
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
    QVector<UnreadFile> unread;  // files that are no reports, or damaged

    int papers(std::optional<PaperChange> change = std::nullopt) const;
    int selectedPapers() const;
};

// Files and folders; a file that cannot be read is listed and the others go on.
Result<ImportPreview> previewImport(const store::Store &store, const QStringList &paths,
                                    const JobContext &context);

}  // namespace touchstone::ui
