#include "cli/run_warnings.h"

#include "exchange/comparison_inputs.h"
#include "exchange/door.h"

#include <QMap>

namespace touchstone::cli {

void warnOfBadRuns(const QVector<store::BadRun> &runs, const Context &context)
{
    for (const store::BadRun &run : runs) {
        context.message(exchange::leftOut(run));
    }
}

Result<store::ExportedBundle> bundleOf(const store::Store &store, const std::string &machine)
{
    store::RunQuery query;
    query.machine = QString::fromStdString(machine);
    auto exported = store.exportBundle(query);
    if (!exported || exported->otherMachines == 0) {
        return exported;
    }
    const auto runs = store.runs();
    if (!runs) {
        return passOn(runs.error());
    }
    QMap<QString, int> counts;
    for (const store::RunRow &run : *runs) {
        ++counts[run.machine];
    }
    QStringList en, zh;
    for (auto it = counts.begin(); it != counts.end(); ++it) {
        en << QStringLiteral("%1 (%2 runs)").arg(it.key()).arg(it.value());
        zh << QStringLiteral("%1（%2 次运行）").arg(it.key()).arg(it.value());
    }
    return tl::make_unexpected(Error{ErrorCode::Invalid,
                                     {"a bundle holds one machine; name it with --machine: "
                                              + en.join(QStringLiteral(", ")).toStdString(),
                                      "一个结果包只含一台机器；请用 --machine 指定："
                                              + zh.join(QStringLiteral("、")).toStdString()}});
}

void sayWhatIsMistrusted(const std::string &name, const store::StoredBundle &stored,
                         const Context &context)
{
    for (const store::BadRun &run : stored.mistrusted) {
        context.message(text("{0}: run {1} ({2}) is mistrusted and answers no claim: {3}",
                             "{0}：运行 {1}（{2}）不可信，不用于回答论断：{4}", name,
                             run.id.toStdString(), run.kernel.toStdString(), run.reason.en,
                             run.reason.zh));
    }
    for (const QString &run : stored.differing) {
        context.message(text("{0}: run {1} is already there with other figures; the library keeps "
                             "its own",
                             "{0}：运行 {1} 已存在，但数值不同；文献库保留原有记录", name,
                             run.toStdString()));
    }
}

void sayWhatIsLeftOut(const std::string &name, const measure::Bundle &bundle,
                      const Context &context)
{
    if (const std::string all = exchange::leftOutOf(bundle); !all.empty()) {
        context.message(text("{0}: left out: {1}", "{0}：未导入的条目：{1}", name, all));
    }
}

}  // namespace touchstone::cli
