#include "ui/bench/result_files.h"

#include "exchange/door.h"

#include <QFileInfo>

namespace touchstone::ui {

namespace {

Result<store::StoredBundle> addFile(store::Store &store, const QString &path)
{
    const std::string name = path.toStdString();
    if (const QFileInfo info(path); info.exists() && !info.isFile()) {  // a pipe may never end
        return fail(ErrorCode::Unreadable, "{0}: not a regular file", "{0}：不是普通文件", name);
    }
    const auto opened = exchange::openFile(path);
    if (!opened) {
        return passOn(opened.error());
    }
    if (!opened->results) {
        return fail(ErrorCode::UnknownFormat,
                    "{0}: papers, not results; import it on the Reports page",
                    "{0}：是论文而非测量结果；请在“报告”页导入", name);
    }
    auto added = store.addBundle(*opened->results, opened->origin);
    return added ? added : passOn(inFile(name, added.error()));
}

}  // namespace

Result<store::StoredBundle> addResultFiles(store::Store &store, const QStringList &paths)
{
    store::StoredBundle sum;
    for (const QString &path : paths) {
        const auto added = addFile(store, path);
        if (!added) {
            return passOn(added.error());
        }
        sum.added += added->added;
        sum.alreadyThere += added->alreadyThere;
        sum.runIds += added->runIds;
        sum.mistrusted += added->mistrusted;
        sum.differing += added->differing;
    }
    return sum;
}

}  // namespace touchstone::ui
