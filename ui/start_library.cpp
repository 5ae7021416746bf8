#include "ui/start_library.h"

#include "importing/importer.h"
#include "measure/session.h"
#include "ui/common/workspace.h"

#include <QFileInfo>

namespace touchstone::ui {

namespace {
const QString filledKey = QStringLiteral("bundled-imported");

// Set after the first import, so that bundled reports which the user removed do not come back.
Result<bool> fillOnce(store::Store &store, const JobContext &context)
{
    const auto done = store.setting(filledKey);
    if (!done) {
        return passOn(done.error());
    }
    const auto reports = store.reports();
    if (!reports) {
        return passOn(reports.error());
    }
    if (!done->isEmpty() || !reports->isEmpty()) {
        return false;
    }
    QVector<ImportPlan> plans;
    for (const QString &path : importing::bundledReportPaths()) {
        auto read = importing::readFile(path, context.stop);
        if (!read) {
            return passOn(read.error());
        }
        for (Report &report : *read) {
            plans.append(importing::planImport(std::move(report), store));
        }
    }
    const auto applied = store.apply(plans, context.stop, [&](int at, int total) {
        context.report(at, total, text("bundled reports", "内置报告"));
    });
    if (!applied) {
        return passOn(applied.error());
    }
    if (const auto kept = store.setSetting(filledKey, QStringLiteral("yes")); !kept) {
        return passOn(kept.error());
    }
    return true;
}
}  // namespace

Result<> createLibrary(const QString &path)
{
    if (QFileInfo::exists(path)) {
        return fail(ErrorCode::Unwritable, "{0}: exists already; open it, or choose a new name",
                    "{0}：已存在；请打开它，或另取新名", path.toStdString());
    }
    const auto store = store::Store::open(path);
    if (!store) {
        return passOn(store.error());
    }
    return (*store)->setSetting(filledKey, QStringLiteral("no"));
}

Result<StartedLibrary> startLibrary(const QString &path, bool importBundled,
                                    const JobContext &context,
                                    const std::function<void()> &readable)
{
    const auto start = [&](store::Store &store) -> Result<StartedLibrary> {
        StartedLibrary started;
        if (importBundled) {
            const auto filled = fillOnce(store, context);
            if (!filled.has_value()) {
                return passOn(filled.error());
            }
            started.filled = *filled;
        }
        started.certificate = measure::storedCertificate(measure::cacheFolder());
        return started;
    };
    return Workspace::withStore<StartedLibrary>(
            path, store::OpenMode::ReadWrite, context.stop, start, [&](int done, int total) {
                if (total == 0) {
                    readable();
                    context.report(0, 0, text("rebuilding the search index", "正在重建检索索引"));
                    return;
                }
                context.report(done, total,
                               text("updating paper {0} of {1}",
                                    "正在更新论文：第 {0} 篇，共 {1} 篇", done, total));
            });
}

}  // namespace touchstone::ui
