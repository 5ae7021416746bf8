#include "base/files.h"
#include "cli/commands.h"
#include "cli/run_warnings.h"
#include "compare/comparison.h"
#include "exchange/foreign.h"
#include "exchange/origin.h"

#include <QJsonObject>

namespace touchstone::cli {

namespace {

struct Pair {
    std::string claim, baseline, technique;
};

// The file as a bundle of ours; the ratio of a pair is linked to its claim, which must be in the
// library.
Result<measure::Bundle> asBundle(const QByteArray &bytes, const Pair &pair,
                                 const store::Store &store)
{
    if (pair.claim.empty()) {
        return exchange::asBundle(bytes);
    }
    if (exchange::isOwnBundle(bytes)) {
        return fail(ErrorCode::Usage,
                    "--claim is for files of other tools: a bundle has its ratios",
                    "--claim 仅用于其他工具的文件：结果包自带比值");
    }
    auto bundle = exchange::readForeign(bytes);
    if (!bundle) {
        return passOn(bundle.error());
    }
    const QString claim = QString::fromStdString(pair.claim);
    const auto known = store.claimHistory(claim);
    if (!known) {
        return passOn(known.error());
    }
    if (const Claim &current = known->last().after; !compare::canAnswer(current, "time")) {
        const Metric *metric = Vocabulary::bundled().metric(current.metric);
        const Text about = metric ? metric->name : Text();
        return tl::make_unexpected(
                Error{ErrorCode::Invalid,
                      {"the file holds times, the claim is about \"" + about.en + "\"",
                       "该文件是耗时，而论断涉及“" + about.zh + "”"}});
    }
    const auto done = exchange::pairForeign(*bundle, {claim, QString::fromStdString(pair.baseline),
                                                      QString::fromStdString(pair.technique)});
    if (!done) {
        return passOn(done.error());
    }
    return bundle;
}

int importBundle(const std::string &name, const Pair &pair, const Context &context)
{
    const auto content = readInput(name, context.stop.get_token());
    if (!content) {
        return context.failed(content.error());
    }
    const auto store = context.openStore(store::OpenMode::ReadWrite);
    if (!store) {
        return context.failed(store.error());
    }
    const QByteArray bytes = QByteArray::fromStdString(*content);
    const auto bundle = asBundle(bytes, pair, **store);
    if (!bundle) {
        return context.failed(inFile(name, bundle.error()));
    }
    const auto added = (*store)->addBundle(*bundle, exchange::originOf(name, bytes));
    if (!added) {
        return context.failed(inFile(name, added.error()));
    }
    sayWhatIsLeftOut(name, *bundle, context);
    sayWhatIsMistrusted(name, *added, context);
    if (context.json) {
        context.printJson({{QStringLiteral("added"), added->added},
                           {QStringLiteral("already_there"), added->alreadyThere},
                           {QStringLiteral("mistrusted"), int(added->mistrusted.size())},
                           {QStringLiteral("differing"), int(added->differing.size())}});
    } else {
        context.print(
                QString::fromStdString(context.say(text("{0}: {1} runs added, {2} already there",
                                                        "{0}：新增 {1} 条运行记录，{2} 条已存在",
                                                        name, added->added, added->alreadyThere)))
                + QLatin1Char('\n'));
    }
    return Done;
}

int exportBundle(const std::string &name, const std::string &machine, const Context &context)
{
    if (const auto possible = outputCanBeWritten(name); !possible) {
        return context.failed(possible.error());
    }
    const auto store = context.openStore(store::OpenMode::ReadOnly);
    if (!store) {
        return context.failed(store.error());
    }
    const auto exported = bundleOf(**store, machine);
    if (!exported) {
        return context.failed(exported.error());
    }
    warnOfBadRuns(exported->bad, context);
    const auto written = context.save(name, measure::toJson(exported->bundle));
    return written ? int(Done) : context.failed(written.error());
}

}  // namespace

void addBundle(const Command &program)
{
    const Command command =
            program.command("bundle", {"Bring results of another machine in, or take them out",
                                       "导入其他机器的测量结果，或导出结果"});
    command.needsCommand();
    const auto file = std::make_shared<std::string>();
    const Command in =
            command.command("import", {"merge a bundle into the library", "将结果包并入文献库"});
    in.option("file", *file,
              {"touchstone-bundle/1, or results of Google Benchmark, llama-bench, nvbench",
               "touchstone-bundle/1，或 Google Benchmark、llama-bench、nvbench 的结果"})
            .required();
    const auto pair = std::make_shared<Pair>();
    const Option claim =
            in.option("--claim", pair->claim,
                      {"claim id: put the ratio of two entries of another tool's file beside it",
                       "论断 ID：将其他工具文件中两个条目的比值与之对照"});
    const Option baseline = in.option("--baseline", pair->baseline,
                                      {"entry of the file: the baseline", "文件中作为基线的条目"});
    const Option technique =
            in.option("--technique", pair->technique,
                      {"entry of the file: the technique", "文件中作为技术的条目"});
    for (const Option &entry : {baseline, technique}) {
        claim.needs(entry.needs(claim));
    }
    in.onRun([file, pair](Context &context) { return importBundle(*file, *pair, context); });
    const Command out = command.command("export", {"write the runs of one machine as a bundle",
                                                   "将一台机器的全部运行记录写为结果包"});
    out.option("file", *file, {"touchstone-bundle/1", "touchstone-bundle/1"}).required();
    const auto machine = std::make_shared<std::string>();
    out.option("--machine", *machine,
               {"its id, where the library holds runs of several",
                "机器标识（文献库含多台机器的运行时）"});
    out.onRun([file, machine](Context &context) { return exportBundle(*file, *machine, context); });
}

}  // namespace touchstone::cli
