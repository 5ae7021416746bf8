#include "cli/commands.h"
#include "cli/runs_command.h"
#include "compare/claim_words.h"
#include "compare/headline.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace touchstone::cli {

namespace {

using compare::ChartTable;

struct Options {
    std::string what, technique, search, report, tag;
};

Text same(const QString &text)
{
    return {text.toStdString(), text.toStdString()};
}

QJsonObject nameJson(const Text &name)
{
    return {{QStringLiteral("en"), QString::fromStdString(name.en)},
            {QStringLiteral("zh"), QString::fromStdString(name.zh)}};
}

// What a list prints: the array for --json, the table otherwise.
struct Listing {
    QJsonArray json;
    ChartTable table;
};

store::PaperQuery queryOf(const Options &options)
{
    store::PaperQuery query;
    query.search = QString::fromStdString(options.search);
    if (!options.technique.empty()) {
        query.techniques = {QString::fromStdString(options.technique)};
    }
    if (!options.report.empty()) {
        query.reports = {QString::fromStdString(options.report)};
    }
    if (!options.tag.empty()) {
        query.tags = {QString::fromStdString(options.tag)};
    }
    return query;
}

QJsonValue orNull(const std::optional<double> &value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

QString orDash(const std::optional<double> &value)
{
    return value ? compare::shortNumber(*value) + QStringLiteral("×") : QStringLiteral("–");
}

Text measuredText(const store::PaperRow &row)
{
    return same(row.difference.isEmpty() ? orDash(row.measured) : row.difference);
}

Text outcomeText(const store::PaperRow &row)
{
    const auto outcome = compare::outcomeFromWord(row.outcome);
    return outcome ? compare::outcomeWords(*outcome) : Text{"–", "–"};
}

Result<Listing> listPapers(const Options &options, const Context &context)
{
    const auto store = context.openStore(store::OpenMode::ReadOnly);
    if (!store) {
        return passOn(store.error());
    }
    const auto ids = (*store)->paperIds(queryOf(options));
    if (!ids) {
        return passOn(ids.error());
    }
    const auto rows = (*store)->paperRows(*ids);
    if (!rows) {
        return passOn(rows.error());
    }
    Listing listing;
    listing.table.columns = {{"Id", "标识"},         {"Report", "报告"}, {"Title", "标题"},
                             {"Techniques", "技术"}, {"Claims", "论断"}, {"Claimed", "论文"},
                             {"Measured", "实测"},   {"Limit", "上限"},  {"Verdict", "结论"}};
    for (const store::PaperRow &row : *rows) {
        listing.json.append(QJsonObject{
                {QStringLiteral("id"), row.id},
                {QStringLiteral("title"), row.title},
                {QStringLiteral("report"), row.report},
                {QStringLiteral("techniques"), QJsonArray::fromStringList(row.techniques)},
                {QStringLiteral("year"), row.year},
                {QStringLiteral("venue"), row.venue},
                {QStringLiteral("tags"), QJsonArray::fromStringList(row.tags)},
                {QStringLiteral("claims"), row.claimCount},
                {QStringLiteral("headline"), nameJson(row.headline)},
                {QStringLiteral("flags"), QJsonArray::fromStringList(row.headlineFlags)},
                {QStringLiteral("claimed"), orNull(row.headlineFactor)},
                {QStringLiteral("measured"), orNull(row.measured)},
                {QStringLiteral("limit"), orNull(row.limit)},
                {QStringLiteral("verdict"),
                 row.outcome.isEmpty() ? QJsonValue() : QJsonValue(row.outcome)}});
        listing.table.rows.append({same(row.id), same(row.report), same(row.title),
                                   same(row.techniques.join(QStringLiteral(", "))),
                                   same(QString::number(row.claimCount)), row.headline,
                                   measuredText(row), same(orDash(row.limit)), outcomeText(row)});
    }
    return listing;
}

Result<Listing> listTechniques(const Options &options, const Context &context)
{
    const auto store = context.openStore(store::OpenMode::ReadOnly);
    if (!store) {
        return passOn(store.error());
    }
    const auto facets = (*store)->facets(queryOf(options));
    if (!facets) {
        return passOn(facets.error());
    }
    Listing listing;
    listing.table.columns = {{"Id", "标识"}, {"Name", "名称"}, {"Papers", "论文数"}};
    for (const Technique &technique : Vocabulary::bundled().techniques()) {
        const auto found =
                std::find_if(facets->techniques.begin(), facets->techniques.end(),
                             [&](const auto &value) { return value.value == technique.id; });
        const int papers = found == facets->techniques.end() ? 0 : found->count;
        listing.json.append(QJsonObject{{QStringLiteral("id"), technique.id},
                                        {QStringLiteral("name"), nameJson(technique.name)},
                                        {QStringLiteral("papers"), papers}});
        listing.table.rows.append(
                {same(technique.id), technique.name, same(QString::number(papers))});
    }
    return listing;
}

Result<Listing> listKernels()
{
    Listing listing;
    listing.table.columns = {
            {"Id", "标识"}, {"Family", "类别"}, {"Name", "名称"}, {"Papers", "论文"}};
    for (const KernelText &kernel : Vocabulary::bundled().kernels()) {
        QStringList papers;
        for (const PaperRef &paper : kernel.papers) {
            papers.append(QStringLiteral("%1/%2").arg(paper.report).arg(paper.index));
        }
        listing.json.append(
                QJsonObject{{QStringLiteral("id"), kernel.id},
                            {QStringLiteral("family"), kernel.family},
                            {QStringLiteral("name"), nameJson(kernel.name)},
                            {QStringLiteral("summary"), nameJson(kernel.summary)},
                            {QStringLiteral("papers"), QJsonArray::fromStringList(papers)}});
        listing.table.rows.append({same(kernel.id), same(kernel.family), kernel.name,
                                   same(papers.join(QStringLiteral(", ")))});
    }
    return listing;
}

Result<Listing> collect(const Options &options, const Context &context)
{
    if (!options.technique.empty()
        && !Vocabulary::bundled().technique(QString::fromStdString(options.technique))) {
        return fail(ErrorCode::Usage,
                    "{0}: unknown technique; `touchstone list techniques` names them",
                    "{0}：未知技术；`touchstone list techniques` 可列出全部", options.technique);
    }
    if (options.what == "techniques") {
        return listTechniques(options, context);
    }
    if (options.what == "kernels") {
        return listKernels();
    }
    return listPapers(options, context);
}

int runList(const Options &options, const Context &context)
{
    if (options.what == "runs") {
        return listRuns(context);
    }
    const auto listing = collect(options, context);
    if (!listing) {
        return context.failed(listing.error());
    }
    if (context.json) {
        context.printJson({{QString::fromStdString(options.what), listing->json}});
    } else {
        context.printTable(listing->table);
    }
    return Done;
}

}  // namespace

void addList(const Command &program)
{
    const auto options = std::make_shared<Options>();
    const Command command = program.command(
            "list", {"List papers, techniques, kernels or runs", "列出论文、技术、内核或运行记录"});
    command.choice("what", options->what, {"papers", "techniques", "kernels", "runs"}).required();
    command.option("--technique", options->technique, {"only this technique", "仅此技术"});
    command.option("--search", options->search,
                   {"words, \"phrases\", -excluded, metric:ID, tag:WORD, claim>2",
                    "词语、\"短语\"、-排除、metric:ID、标签:词、claim>2"});
    command.option("--tag", options->tag, {"only papers with this tag", "仅带此标签的论文"});
    command.option("--report", options->report, {"only reports of this date", "仅此日期的报告"});
    command.onRun([options](Context &context) { return runList(*options, context); });
}

}  // namespace touchstone::cli
