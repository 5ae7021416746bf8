#include "cli/runs_command.h"

#include "cli/commands.h"
#include "cli/run_warnings.h"
#include "exchange/tables.h"

#include <QJsonArray>

namespace touchstone::cli {

namespace {

struct Options {
    std::string run, machine;
};

QJsonObject runJson(const store::RunRow &row)
{
    const bool bad = !row.fault.en.empty();
    return {{QStringLiteral("id"), row.id},
            {QStringLiteral("machine"), row.machine},
            {QStringLiteral("kernel"), row.kernel},
            {QStringLiteral("preset"), row.preset},
            {QStringLiteral("device"), row.device},
            {QStringLiteral("threads"), row.threads},
            {QStringLiteral("status"), row.status},
            {QStringLiteral("at"), row.at},
            {QStringLiteral("pinned"), row.pinned},
            {QStringLiteral("fault"),
             bad ? QJsonValue(QString::fromStdString(row.fault.en)) : QJsonValue()},
            {QStringLiteral("mistrusted"), exchange::mistrustJson(row.mistrust)},
            {QStringLiteral("came_from"), exchange::originJson(row.origin)}};
}

enum class Change { Remove, Pin, Unpin };

Text done(Change change, const std::string &run)
{
    switch (change) {
    case Change::Remove:
        return text("{0}: removed", "{0}：已删除", run);
    case Change::Pin:
        return text("{0}: pinned; it is shown with its claims before all other runs",
                    "{0}：已固定；与论断对照时优先于其他运行", run);
    case Change::Unpin:
        return text("{0}: no longer pinned", "{0}：已取消固定", run);
    }
    return {};
}

int changeRun(Change change, const Options &options, const Context &context)
{
    const auto store = context.openToChange();
    if (!store) {
        return context.failed(store.error());
    }
    const QString run = QString::fromStdString(options.run);
    const QString machine = QString::fromStdString(options.machine);
    const auto changed = change == Change::Remove
                                 ? (*store)->removeRun(run, machine)
                                 : (*store)->setPinned(run, change == Change::Pin, machine);
    if (!changed) {
        return context.failed(changed.error());
    }
    context.message(done(change, options.run));
    return Done;
}

}  // namespace

int listRuns(const Context &context)
{
    const auto store = context.openStore(store::OpenMode::ReadOnly);
    if (!store) {
        return context.failed(store.error());
    }
    if (context.json) {
        const auto rows = (*store)->runs();
        if (!rows) {
            return context.failed(rows.error());
        }
        QJsonArray runs;
        for (const store::RunRow &row : *rows) {
            runs.append(runJson(row));
        }
        context.printJson({{QStringLiteral("runs"), runs}});
        return Done;
    }
    const auto inputs = exchange::loadRuns(**store);
    if (!inputs) {
        return context.failed(inputs.error());
    }
    context.printTable(exchange::measurementsTable(inputs->runs));
    warnOfBadRuns(inputs->bad, context);
    return Done;
}

void addRuns(const Command &program)
{
    const Command command = program.command(
            "runs", {"List, remove or pin stored runs", "列出、删除或固定已存储的运行"});
    command.needsCommand();
    command.command("list", {"all runs, newest first", "全部运行，最新在前"}).onRun(listRuns);
    const auto options = std::make_shared<Options>();
    for (const auto &[name, change, description] :
         {std::tuple("remove", Change::Remove,
                     Text{"take a run out of the library", "从文献库中删除一次运行"}),
          std::tuple("pin", Change::Pin,
                     Text{"show this run beside its claims before all others",
                          "与论断对照时优先采用此次运行"}),
          std::tuple("unpin", Change::Unpin, Text{"take the pin off", "取消固定"})}) {
        const Command one = command.command(name, description);
        one.option("run", options->run,
                   {"id from `touchstone runs list`", "`touchstone runs list` 给出的标识"})
                .required();
        one.option("--machine", options->machine,
                   {"where several machines have a run of this id",
                    "多台机器有此标识的运行时指定机器"});
        one.onRun([change = change, options](Context &context) {
            return changeRun(change, *options, context);
        });
    }
}

}  // namespace touchstone::cli
