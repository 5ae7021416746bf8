#include "ui/reports/import_preview.h"

#include "importing/importer.h"

#include <QFileInfo>

namespace touchstone::ui {

int ImportPreview::papers(std::optional<PaperChange> change) const
{
    int count = 0;
    for (const ImportPlan &plan : plans) {
        for (const PlannedPaper &paper : plan.papers) {
            count += !change || paper.change == *change ? 1 : 0;
        }
    }
    return count;
}

int ImportPreview::selectedPapers() const
{
    int count = 0;
    for (const ImportPlan &plan : plans) {
        for (const PlannedPaper &paper : plan.papers) {
            count += paper.selected ? 1 : 0;
        }
    }
    return count;
}

Result<ImportPreview> previewImport(const store::Store &store, const QStringList &paths,
                                    const JobContext &context)
{
    ImportPreview preview;
    QStringList files;
    for (const QString &path : paths) {
        const auto found = importing::filesIn(path);
        if (found) {
            files.append(found->files);
        } else {
            preview.unread.append({path, found.error()});
        }
    }
    for (int i = 0; i < files.size(); ++i) {
        const QString name = QFileInfo(files[i]).fileName();
        context.report(i, int(files.size()), Text{name.toStdString(), name.toStdString()});
        if (context.stop.stop_requested()) {
            return cancelled();
        }
        auto reports = importing::readFile(files[i], context.stop);
        if (!reports) {
            if (reports.error().cancelled()) {
                return passOn(reports.error());
            }
            preview.unread.append({name, reports.error()});
            continue;
        }
        for (Report &report : *reports) {
            preview.plans.append(importing::planImport(std::move(report), store));
        }
    }
    return preview;
}

}  // namespace touchstone::ui
