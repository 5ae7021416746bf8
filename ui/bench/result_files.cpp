#include "ui/bench/result_files.h"

#include "exchange/foreign.h"

#include <QFile>

namespace touchstone::ui {

namespace {

Result<store::StoredBundle> addFile(store::Store &store, const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorCode::Unreadable, "{0}", "{0}", file.errorString().toStdString());
    }
    const auto bundle = exchange::asBundle(file.readAll());
    if (!bundle) {
        return passOn(bundle.error());
    }
    return store.addBundle(*bundle);
}

}  // namespace

Result<store::StoredBundle> addResultFiles(store::Store &store, const QStringList &paths)
{
    store::StoredBundle sum;
    for (const QString &path : paths) {
        const auto added = addFile(store, path);
        if (!added) {
            Error error = added.error();
            error.message = text("{0}: {1}", "{0}：{2}", path.toStdString(), error.message.en,
                                 error.message.zh);
            return tl::unexpected(error);
        }
        sum.added += added->added;
        sum.alreadyThere += added->alreadyThere;
        sum.runIds += added->runIds;
    }
    return sum;
}

}  // namespace touchstone::ui
