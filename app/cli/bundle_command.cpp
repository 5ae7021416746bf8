#include "base/files.h"
#include "cli/commands.h"
#include "cli/run_warnings.h"
#include "compare/comparison.h"
#include "exchange/foreign.h"
#include "exchange/origin.h"

#include <QFileInfo>
#include <QJsonObject>

namespace touchstone::cli {

namespace {

struct Pair {
    std::string claim, baseline, technique;
};

struct Read {
    measure::Bundle bundle;
    measure::Origin origin;
};

Result<Read> readBundle(const std::string &name, bool foreignOnly, const Context &context)
{
    const auto content = readInput(name, context.stop.get_token());
    if (!content) {
        return passOn(content.error());
    }
    const QByteArray bytes = QByteArray::fromStdString(*content);
    if (foreignOnly && exchange::isOwnBundle(bytes)) {
        return fail(ErrorCode::Usage,
                    "--claim is for files of other tools: a bundle has its ratios",
                    "--claim 仅用于其他工具的文件：结果包自带比值");
    }
    auto bundle = exchange::asBundle(bytes);
    if (!bundle) {
        return passOn(inFile(name, bundle.error()));
    }
    return Read{std::move(*bundle), exchange::originOf(name, bytes)};
}

// A time says nothing of memory or accuracy, nor a perplexity of accuracy.
Result<> checkQuantity(const Claim &claim, const std::string &quantity)
{
    const Metric *metric = Vocabulary::bundled().metric(claim.metric);
    const bool fits = quantity == "time" ? compare::canAnswer(claim, quantity)
                                         : claim.metric.toStdString() == quantity;
    if (fits) {
        return {};
    }
    const Text about = metric ? metric->name : Text();
    if (quantity == "time") {
        return fail(ErrorCode::Invalid, "the file holds times, the claim is about \"{0}\"",
                    "该文件是耗时，而论断涉及“{1}”", about.en, about.zh);
    }
    const Metric *figure = Vocabulary::bundled().metric(QString::fromStdString(quantity));
    const Text held = figure ? figure->name : Text{quantity, quantity};
    return fail(ErrorCode::Invalid,
                "the entries are figures of \"{0}\", the claim is about \"{1}\"",
                "所选条目是“{2}”，而论断涉及“{3}”", held.en, about.en, held.zh, about.zh);
}

// The pair is linked to its claim, which must be in the library.
Result<> pairWithClaim(measure::Bundle &bundle, const Pair &pair, const store::Store &store)
{
    const QString claim = QString::fromStdString(pair.claim);
    const auto known = store.claimHistory(claim);
    if (!known) {
        return passOn(known.error());
    }
    const exchange::ForeignPair entries{claim, QString::fromStdString(pair.baseline),
                                        QString::fromStdString(pair.technique)};
    const auto quantity = exchange::foreignQuantity(bundle, entries);
    if (!quantity) {
        return passOn(quantity.error());
    }
    const auto fits = checkQuantity(known->last().after, *quantity);
    return fits ? exchange::pairForeign(bundle, entries) : fits;
}

int addToLibrary(const std::string &name, const measure::Bundle &bundle,
                 const measure::Origin &origin, store::Store &library, store::StoredBundle &sum,
                 const Context &context)
{
    const auto added = library.addBundle(bundle, origin);
    if (!added) {
        return context.failed(inFile(name, added.error()));
    }
    sayWhatIsLeftOut(name, bundle, context);
    sayWhatIsMistrusted(name, *added, context);
    sum.added += added->added;
    sum.alreadyThere += added->alreadyThere;
    sum.mistrusted += added->mistrusted;
    sum.differing += added->differing;
    if (!context.json) {
        context.print(
                QString::fromStdString(context.say(text("{0}: added {1}, already there {2}",
                                                        "{0}：新增 {1} 条运行记录，{2} 条已存在",
                                                        name, added->added, added->alreadyThere)))
                + QLatin1Char('\n'));
    }
    return Done;
}

// Read before anything is stored; with a claim the files are one.
int importBundles(const std::vector<std::string> &names, const Pair &pair, const Context &context)
{
    std::vector<exchange::NamedBundle> bundles;
    std::vector<measure::Origin> origins;
    for (const std::string &name : names) {
        auto read = readBundle(name, !pair.claim.empty(), context);
        if (!read) {
            return context.failed(read.error());
        }
        origins.push_back(std::move(read->origin));
        bundles.push_back({QFileInfo(QString::fromStdString(name)).completeBaseName().toStdString(),
                           std::move(read->bundle)});
    }
    // The claim must be in the library already.
    const auto library = pair.claim.empty() ? context.openStore(store::OpenMode::ReadWrite)
                                            : context.openToChange();
    if (!library) {
        return context.failed(library.error());
    }
    store::StoredBundle sum;
    if (!pair.claim.empty()) {
        auto joined = exchange::joinForeign(std::move(bundles));
        if (!joined) {
            return context.failed(joined.error());
        }
        if (const auto paired = pairWithClaim(*joined, pair, **library); !paired) {
            return context.failed(inFile(names.front(), paired.error()));
        }
        const int code =
                addToLibrary(names.front(), *joined, origins.front(), **library, sum, context);
        if (code != Done) {
            return code;
        }
    } else {
        for (std::size_t i = 0; i < names.size(); ++i) {
            const int code =
                    addToLibrary(names[i], bundles[i].bundle, origins[i], **library, sum, context);
            if (code != Done) {
                return code;
            }
        }
    }
    if (context.json) {
        context.printJson({{QStringLiteral("added"), sum.added},
                           {QStringLiteral("already_there"), sum.alreadyThere},
                           {QStringLiteral("mistrusted"), int(sum.mistrusted.size())},
                           {QStringLiteral("differing"), int(sum.differing.size())}});
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
    const auto files = std::make_shared<std::vector<std::string>>();
    const Command in =
            command.command("import", {"merge results into the library", "将测量结果并入文献库"});
    in.option("file", *files,
              {"touchstone-bundle/1, or results of other tools (the guide lists them); with "
               "--claim "
               "several files count as one",
               "touchstone-bundle/1，或其他工具的结果（见用户指南）；使用 --claim "
               "时多个文件视为一个"})
            .required();
    const auto pair = std::make_shared<Pair>();
    const Option claim = in.option("--claim", pair->claim,
                                   {"claim id: put two entries of other tools' files beside it",
                                    "论断 ID：将其他工具文件中的两个条目与之对照"});
    const Option baseline = in.option("--baseline", pair->baseline,
                                      {"entry of the file: the baseline", "文件中作为基线的条目"});
    const Option technique =
            in.option("--technique", pair->technique,
                      {"entry of the file: the technique", "文件中作为技术的条目"});
    for (const Option &entry : {baseline, technique}) {
        claim.needs(entry.needs(claim));
    }
    in.onRun([files, pair](Context &context) { return importBundles(*files, *pair, context); });
    const auto file = std::make_shared<std::string>();
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
