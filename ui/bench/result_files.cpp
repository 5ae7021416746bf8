#include "ui/bench/result_files.h"

#include "base/files.h"
#include "exchange/foreign.h"
#include "exchange/origin.h"

#include <QFileInfo>

namespace touchstone::ui {

namespace {

Result<store::StoredBundle> addFile(store::Store &store, const QString &path)
{
    const std::string name = path.toStdString();
    if (const QFileInfo info(path); info.exists() && !info.isFile()) {  // a pipe may never end
        return fail(ErrorCode::Unreadable, "{0}: not a regular file", "{0}：不是普通文件", name);
    }
    const auto content = readInput(name, {});
    if (!content) {
        return passOn(content.error());
    }
    const QByteArray bytes = QByteArray::fromStdString(*content);
    const auto bundle = exchange::asBundle(bytes);
    if (!bundle) {
        return passOn(inFile(name, bundle.error()));
    }
    auto added = store.addBundle(*bundle, exchange::originOf(name, bytes));
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
