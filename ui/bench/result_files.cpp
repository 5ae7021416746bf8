#include "ui/bench/result_files.h"

#include "exchange/door.h"
#include "importing/file_name.h"

namespace touchstone::ui {

namespace {

Result<store::StoredBundle> addFile(store::Store &store, const QString &path)
{
    const std::string name = importing::shownPath(path);
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

Text addedWords(const store::StoredBundle &stored)
{
    Text words = text("{0} measurements added, {1} were already there",
                      "新增 {0} 条测量结果，{1} 条已存在", stored.added, stored.alreadyThere);
    if (!stored.differing.isEmpty()) {
        words = text("{0}. {1} of these have other figures; the library keeps its own",
                     "{2}。其中 {1} 条数值不同，文献库保留原有记录", words.en,
                     stored.differing.size(), words.zh);
    }
    if (stored.mistrusted.isEmpty()) {
        return words;
    }
    const store::BadRun &first = stored.mistrusted.first();
    return text("{0}. {1} of them are mistrusted and answer no claim. {2}: {3}",
                "{4}。其中 {1} 条不可信，不用于回答论断。{2}：{5}", words.en,
                stored.mistrusted.size(), first.id.toStdString(), first.reason.en, words.zh,
                first.reason.zh);
}

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
