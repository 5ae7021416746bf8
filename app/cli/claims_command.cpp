#include "cli/commands.h"
#include "exchange/claim_table.h"

#include <algorithm>

namespace touchstone::cli {

namespace {

struct Options {
    std::string paper, claim, quote, metric, value, unit, baseline, setting;
};

// Of the record that a table of one row is.
const QStringList &columns()
{
    static const QStringList names{QStringLiteral("paper"),  QStringLiteral("quote"),
                                   QStringLiteral("metric"), QStringLiteral("value"),
                                   QStringLiteral("unit"),   QStringLiteral("baseline"),
                                   QStringLiteral("setting")};
    return names;
}

exchange::TableClaim rowOf(const Options &options, const store::Store &store)
{
    exchange::CsvRow row;
    for (const std::string *cell : {&options.paper, &options.quote, &options.metric, &options.value,
                                    &options.unit, &options.baseline, &options.setting}) {
        row.cells.append(QString::fromStdString(*cell));
    }
    exchange::ClaimTable table;
    table.columns = columns();
    table.rows = {row};
    exchange::ClaimMapping mapping;
    for (std::size_t field = 0; field < mapping.size(); ++field) {
        mapping[field] = int(field);
    }
    return exchange::claimsOf(table, mapping, store).first();
}

// The id goes to stdout: the next command needs it.
int printClaim(const QString &id, const Context &context)
{
    if (context.json) {
        context.printJson({{QStringLiteral("claim_id"), id}});
    } else {
        context.print(id + u'\n');
    }
    return Done;
}

int addClaim(const Options &options, const Context &context)
{
    const auto store = context.openToChange();
    if (!store) {
        return context.failed(store.error());
    }
    const exchange::TableClaim row = rowOf(options, **store);
    if (row.paperId.isEmpty()) {
        return context.failed(
                {ErrorCode::NotFound,
                 text("{0}: no such paper; `touchstone list papers` lists them",
                      "{0}：没有这篇论文；可用 `touchstone list papers` 列出", options.paper)});
    }
    const auto id = exchange::addClaim(**store, row);
    return id ? printClaim(*id, context) : context.failed(id.error());
}

Result<Claim> claimOf(const store::Store &store, const QString &id)
{
    const auto paper = store.paperOfClaim(id);
    const auto detail = paper ? store.paper(*paper) : passOn(paper.error());
    if (!detail) {
        return passOn(detail.error());
    }
    const QVector<Claim> &claims = detail->paper.claims;
    const auto found = std::find_if(claims.begin(), claims.end(),
                                    [&id](const Claim &claim) { return claim.id == id; });
    if (found == claims.end()) {
        return fail(ErrorCode::NotFound, "{0}: no such claim", "{0}：没有这条论断",
                    id.toStdString());
    }
    return *found;
}

int editClaim(const Options &options, const Context &context)
{
    const auto store = context.openToChange();
    if (!store) {
        return context.failed(store.error());
    }
    const auto claim = claimOf(**store, QString::fromStdString(options.claim));
    if (!claim) {
        return context.failed(claim.error());
    }
    const auto word = [](const std::string &option) { return QString::fromStdString(option); };
    const auto edited = exchange::withFigures(*claim, {word(options.metric), word(options.value),
                                                       word(options.unit), word(options.baseline),
                                                       word(options.setting)});
    if (!edited) {
        return context.failed(edited.error());
    }
    const auto done = (*store)->editClaim(*edited);
    return done ? printClaim(edited->id, context) : context.failed(done.error());
}

using Decision = std::function<Result<>(store::Store &, const QString &)>;

int decide(const Options &options, const Decision &decision, const Context &context)
{
    const auto store = context.openToChange();
    if (!store) {
        return context.failed(store.error());
    }
    const QString id = QString::fromStdString(options.claim);
    const auto done = decision(**store, id);
    return done ? printClaim(id, context) : context.failed(done.error());
}

void addFigures(const Command &command, Options &options)
{
    command.option("--metric", options.metric,
                   {"id or name of the metric, such as speedup", "指标的标识或名称，如 speedup"});
    command.option("--value", options.value,
                   {"the figure: 2.5x, 1.4-2.4x, \"40 %\", \"830 MB\"",
                    "数值：2.5x、1.4-2.4x、\"40 %\"、\"830 MB\""});
    command.option("--unit", options.unit, {"where --value has none", "--value 中没有单位时给出"});
    command.option("--baseline", options.baseline, {"what it is compared with", "与什么相比"});
    command.option("--setting", options.setting,
                   {"where it holds: model, data, size", "成立的条件：模型、数据、规模"});
}

void nameClaim(const Command &command, Options &options)
{
    command.option("claim", options.claim,
                   {"id from `touchstone export claims`", "`touchstone export claims` 给出的标识"})
            .required();
}

}  // namespace

void addClaims(const Command &program)
{
    const Command command = program.command("claims", {"Add, correct, confirm or reject a claim",
                                                       "添加、修改、确认或驳回一条论断"});
    command.needsCommand();
    const auto options = std::make_shared<Options>();
    const Command add = command.command("add", {"a claim that the import missed; prints its id",
                                                "添加导入时遗漏的论断，并输出其标识"});
    add.option("paper", options->paper,
               {"id, title or short name of the paper", "论文的标识、标题或简称"})
            .required();
    add.option("--quote", options->quote,
               {"the words of the paper; the figure is read in them unless --value gives it",
                "论文的原文；未给出 --value 时从中读取数值"})
            .required();
    addFigures(add, *options);
    add.onRun([options](Context &context) { return addClaim(*options, context); });
    const Command edit = command.command("edit", {"other figures; the old ones stay in the history",
                                                  "修改数值；旧值保留在历史中"});
    nameClaim(edit, *options);
    addFigures(edit, *options);
    edit.onRun([options](Context &context) { return editClaim(*options, context); });
    const auto status = [](ClaimStatus to) -> Decision {
        return [to](store::Store &store, const QString &id) {
            return store.setClaimStatus(id, to);
        };
    };
    for (const auto &[name, decision, description] :
         {std::tuple("confirm", status(ClaimStatus::Confirmed),
                     Text{"the figure is what the text says", "数值与原文一致"}),
          std::tuple("reject", status(ClaimStatus::Rejected),
                     Text{"it is no claim: left out of tables and charts",
                          "不是论断：不列入表格和图表"}),
          std::tuple("undo", Decision([](store::Store &store, const QString &id) {
                         return store.undoClaimChange(id);
                     }),
                     Text{"take the last decision back", "撤销最近一次决定"})}) {
        const Command one = command.command(name, description);
        nameClaim(one, *options);
        one.onRun([decision = decision, options](Context &context) {
            return decide(*options, decision, context);
        });
    }
}

}  // namespace touchstone::cli
