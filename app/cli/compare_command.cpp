#include "cli/commands.h"
#include "cli/run_warnings.h"
#include "exchange/tables.h"

namespace touchstone::cli {

namespace {

struct Options {
    std::string technique, paper;
    bool all = false;
};

Result<exchange::ComparisonInputs> load(const Options &options, const store::Store &store)
{
    if (!options.paper.empty()) {
        return exchange::loadComparison(store, QStringList{QString::fromStdString(options.paper)});
    }
    store::PaperQuery query;
    if (!options.technique.empty()) {
        const QString technique = QString::fromStdString(options.technique);
        if (!Vocabulary::bundled().technique(technique)) {
            return fail(ErrorCode::Usage,
                        "{0}: unknown technique; `touchstone list techniques` names them",
                        "{0}：未知技术；`touchstone list techniques` 可列出全部",
                        options.technique);
        }
        query.techniques = {technique};
    }
    return exchange::loadComparison(store, query);
}

int runCompare(const Options &options, const Context &context)
{
    const auto store = context.openStore(store::OpenMode::ReadOnly);
    if (!store) {
        return context.failed(store.error());
    }
    const auto inputs = load(options, **store);
    if (!inputs) {
        return context.failed(inputs.error());
    }
    warnOfBadRuns(inputs->bad, context);
    auto rows = compare::compareClaims(inputs->papers, inputs->runs, Vocabulary::bundled());
    if (context.json) {
        context.printJson(exchange::comparisonJson(rows, context.language));
        return Done;
    }
    // The full list is long: claims without a kernel are only counted.
    const auto total = rows.size();
    if (!options.all && options.paper.empty()) {
        rows.removeIf([](const compare::ComparisonRow &row) {
            return row.answer == compare::Answer::NoKernel;
        });
    }
    context.printTable(exchange::comparisonTable(rows));
    if (rows.size() < total) {
        context.message(text("{0} more claims have no kernel yet; --all shows them",
                             "另有 {0} 条论断暂无对应内核；使用 --all 显示", total - rows.size()));
    }
    return Done;
}

}  // namespace

void addCompare(const Command &program)
{
    const auto options = std::make_shared<Options>();
    const Command command = program.command(
            "compare", {"Claims beside measurements and limits", "论断、实测与上限对照"});
    command.option("--technique", options->technique, {"only this technique", "仅此技术"});
    command.option("--paper", options->paper, {"only this paper", "仅此论文"});
    command.flag("--all", options->all, {"also claims without a kernel", "包括没有对应内核的论断"});
    command.onRun([options](Context &context) { return runCompare(*options, context); });
}

}  // namespace touchstone::cli
