#include "ui/reports/import_preview.h"

#include "exchange/door.h"
#include "importing/file_name.h"
#include "importing/importer.h"

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

namespace {

// The text of the paper that this one would take the place of; nullopt: both are kept.
std::optional<ReportPaper> replaced(const store::Store &store, const QString &paperId,
                                    const QDateTime &report)
{
    const auto detail = store.paper(paperId);
    if (detail) {
        for (const store::Appearance &appearance : detail->appearances) {
            if (appearance.generatedAt == report) {
                return appearance.paper;
            }
        }
    }
    return std::nullopt;
}

QHash<int, QVector<PaperDifference>> differencesOf(ImportPlan &plan, const store::Store &store)
{
    QHash<int, QVector<PaperDifference>> all;
    for (int i = 0; i < plan.papers.size(); ++i) {
        PlannedPaper &planned = plan.papers[i];
        if (planned.change != PaperChange::Changed) {
            continue;
        }
        const auto before = replaced(store, planned.existingId, plan.report.generatedAt);
        if (!before) {
            continue;
        }
        const QVector<PaperDifference> found =
                differences(*before, plan.report.papers[planned.position]);
        planned.selected = !losesAnything(found);
        all.insert(i, found);
    }
    return all;
}

// Files of a folder whose suffix is none that is read: said, so that none goes in silence.
void sayOthers(const QStringList &others, ImportPreview &preview)
{
    constexpr int named = 20;
    for (const QString &other : others.mid(0, named)) {
        preview.unread.append({importing::shownName(other),
                               {ErrorCode::UnknownFormat,
                                text("files of this kind are not read", "不读取此类文件")}});
    }
    if (others.size() > named) {
        const auto more = others.size() - named;
        preview.unread.append(
                {QStringLiteral("…"),
                 {ErrorCode::UnknownFormat, text("and {0} more files of kinds that are not read",
                                                 "另有 {0} 个不读取的文件", more)}});
    }
}

}  // namespace

Result<ImportPreview> previewImport(const store::Store &store, const QStringList &paths,
                                    const JobContext &context)
{
    ImportPreview preview;
    QStringList files;
    for (const QString &path : paths) {
        const auto found = importing::filesIn(path);
        if (found) {
            files.append(found->files);
            sayOthers(found->others, preview);
            for (const QString &folder : found->closed) {
                const std::string shown = importing::shownPath(folder);
                preview.unread.append(
                        {QString::fromStdString(shown),
                         Error{ErrorCode::Unreadable, text("{0}: the folder cannot be read",
                                                           "{0}：无法读取文件夹", shown)}});
            }
        } else {
            preview.unread.append(
                    {QString::fromStdString(importing::shownPath(path)), found.error()});
        }
    }
    for (int i = 0; i < files.size(); ++i) {
        const QString name = importing::shownName(files[i]);
        context.report(i, int(files.size()), Text{name.toStdString(), name.toStdString()});
        if (context.stop.stop_requested()) {
            return cancelled();
        }
        auto opened = exchange::openFile(files[i], context.stop);
        if (!opened) {
            if (opened.error().cancelled()) {
                return passOn(opened.error());
            }
            preview.unread.append({name, opened.error()});
            continue;
        }
        for (Report &report : opened->reports) {
            preview.plans.append(importing::planImport(std::move(report), store));
            preview.differences.append(differencesOf(preview.plans.last(), store));
        }
        if (opened->results) {
            preview.results.append({QString::fromStdString(importing::shownPath(files[i])),
                                    std::move(*opened->results), opened->origin});
        }
    }
    return preview;
}

Result<ImportDone> importAll(store::Store &store, const QVector<ImportPlan> &plans,
                             const QVector<ResultFile> &results, const JobContext &context)
{
    ImportDone imported;
    if (!plans.isEmpty()) {
        auto outcome = store.apply(plans, context.stop,
                                   [&](int done, int total) { context.report(done, total, {}); });
        if (!outcome) {
            return passOn(outcome.error());
        }
        imported.papers = std::move(*outcome);
    }
    for (const ResultFile &file : results) {
        const auto added = store.addBundle(file.bundle, file.origin);
        if (!added) {
            return passOn(inFile(file.path.toStdString(), added.error()));
        }
        imported.runs.added += added->added;
        imported.runs.alreadyThere += added->alreadyThere;
        imported.runs.runIds += added->runIds;
        imported.runs.mistrusted += added->mistrusted;
        imported.runs.differing += added->differing;
    }
    return imported;
}

}  // namespace touchstone::ui
