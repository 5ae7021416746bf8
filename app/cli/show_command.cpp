#include "cli/commands.h"
#include "cli/run_warnings.h"
#include "exchange/tables.h"

#include <QJsonArray>

namespace touchstone::cli {

namespace {

void printPaper(const store::PaperDetail &detail, const QVector<compare::ComparisonRow> &rows,
                const Context &context)
{
    const ReportPaper &paper = detail.paper;
    const auto line = [&context](const Text &name, const QString &value) {
        if (!value.isEmpty()) {
            // Of a hostile report: nothing that a terminal obeys.
            const QString plain = QString::fromStdString(onOneLine(value.toStdString()));
            context.print(QString::fromStdString(context.say(name)) + plain + QLatin1Char('\n'));
        }
    };
    line({"", ""}, paper.title);
    context.print(QStringLiteral("\n"));
    line({"Institutions: ", "机构："}, paper.institutions.join(QStringLiteral("; ")));
    line({"Authors: ", "作者数："}, QString::number(paper.authorCount));
    line({"Techniques: ", "技术："}, paper.techniques.join(QStringLiteral(", ")));
    line({"Code: ", "代码："}, paper.codeUrl);
    line({"DOI: ", "DOI："}, doiAddress(paper.links));
    line({"arXiv: ", "arXiv："}, arxivAddress(paper.links));
    line({"Published: ", "发表："}, publishedIn(paper.links));
    line({"Tags: ", "标签："}, paper.tags.join(QStringLiteral(", ")));
    line({"Note: ", "备注："}, paper.note);
    line({"\nBrief: ", "\n简报："}, paper.brief);
    line({"\nAbstract: ", "\n摘要："}, paper.abstract);
    context.print(QStringLiteral("\n"));
    context.printTable(exchange::comparisonTable(rows));
}

QJsonObject paperJson(const store::PaperDetail &detail, const QVector<compare::ComparisonRow> &rows,
                      Language language)
{
    QJsonArray appearances;
    for (const store::Appearance &appearance : detail.appearances) {
        appearances.append(QJsonObject{
                {QStringLiteral("report"), appearance.generatedAt.toString(Qt::ISODate)},
                {QStringLiteral("index"), appearance.paper.index},
                {QStringLiteral("raw_title"), appearance.paper.rawTitle}});
    }
    QJsonObject object = exchange::comparisonJson(rows, language);
    const ReportPaper &paper = detail.paper;
    object.insert(QStringLiteral("id"), detail.id);
    object.insert(QStringLiteral("title"), paper.title);
    object.insert(QStringLiteral("institutions"), QJsonArray::fromStringList(paper.institutions));
    object.insert(QStringLiteral("author_count"), paper.authorCount);
    object.insert(QStringLiteral("techniques"), QJsonArray::fromStringList(paper.techniques));
    insertFacts(object, paper);
    object.insert(QStringLiteral("brief"), paper.brief);
    object.insert(QStringLiteral("abstract"), paper.abstract);
    object.insert(QStringLiteral("appearances"), appearances);
    object.remove(QStringLiteral("schema"));
    return object;
}

int runShow(const std::string &id, const Context &context)
{
    const auto store = context.openStore(store::OpenMode::ReadOnly);
    if (!store) {
        return context.failed(store.error());
    }
    const QString paperId = QString::fromStdString(id);
    const auto detail = (*store)->paper(paperId);
    if (!detail) {
        return context.failed(detail.error());
    }
    const auto inputs = exchange::loadComparison(**store, QStringList{paperId});
    if (!inputs) {
        return context.failed(inputs.error());
    }
    warnOfBadRuns(inputs->bad, context);
    const auto rows = compare::compareClaims(inputs->papers, inputs->runs, Vocabulary::bundled());
    if (context.json) {
        context.printJson(paperJson(*detail, rows, context.language));
    } else {
        printPaper(*detail, rows, context);
    }
    return Done;
}

}  // namespace

void addShow(const Command &program)
{
    const auto id = std::make_shared<std::string>();
    const Command command = program.command(
            "show", {"One paper with its claims and measurements", "显示一篇论文及其论断与实测"});
    command.option("paper", *id,
                   {"id from `touchstone list papers`", "`touchstone list papers` 给出的标识"})
            .required();
    command.onRun([id](Context &context) { return runShow(*id, context); });
}

}  // namespace touchstone::cli
