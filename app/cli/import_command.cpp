#include "cli/commands.h"
#include "importing/importer.h"

#include <QJsonArray>

namespace touchstone::cli {

namespace {

struct Options {
    std::vector<std::string> paths;
    bool dryRun = false;
    bool undo = false;
    bool verbose = false;
};

// One report of one file and the result of reading it.
struct Item {
    QString path;
    std::optional<Error> error;
    int plan = -1;  // in the list of plans
};

QJsonArray warningsJson(const QVector<ImportWarning> &warnings, const Context &context)
{
    QJsonArray array;
    for (const ImportWarning &warning : warnings) {
        array.append(QJsonObject{
                {QStringLiteral("line"), warning.line},
                {QStringLiteral("code"), warning.code},
                {QStringLiteral("message"), QString::fromStdString(context.say(warning.message))}});
    }
    return array;
}

QString changeWord(PaperChange change)
{
    switch (change) {
    case PaperChange::New:
        return QStringLiteral("new");
    case PaperChange::Changed:
        return QStringLiteral("changed");
    case PaperChange::Unchanged:
        return QStringLiteral("unchanged");
    case PaperChange::PossibleDuplicate:
        return QStringLiteral("possible-duplicate");
    }
    return {};
}

QJsonArray planJson(const ImportPlan &plan, const Context &context)
{
    QJsonArray array;
    for (const PlannedPaper &planned : plan.papers) {
        const ReportPaper &paper = plan.report.papers.at(planned.position);
        array.append(QJsonObject{
                {QStringLiteral("index"), paper.index},
                {QStringLiteral("title"), paper.title},
                {QStringLiteral("change"), changeWord(planned.change)},
                {QStringLiteral("existing"),
                 planned.existingId.isEmpty() ? QJsonValue() : QJsonValue(planned.existingId)},
                {QStringLiteral("reason"), QString::fromStdString(context.say(planned.reason))},
                {QStringLiteral("claims"), paper.claims.size()}});
    }
    return array;
}

int countNew(const ImportPlan &plan)
{
    return int(std::count_if(plan.papers.begin(), plan.papers.end(),
                             [](const auto &p) { return p.change == PaperChange::New; }));
}

int countClaims(const Report &report)
{
    int count = 0;
    for (const ReportPaper &paper : report.papers) {
        count += int(paper.claims.size());
    }
    return count;
}

bool nothingToDo(const ImportPlan &plan)
{
    return plan.sourceKnown
           || std::all_of(plan.papers.begin(), plan.papers.end(),
                          [](const auto &p) { return p.change == PaperChange::Unchanged; });
}

class Import {
public:
    Import(const Options &options, const Context &context) : m_options(options), m_context(context)
    {
    }

    int run() { return m_options.dryRun ? preview() : import(); }

private:
    int import()
    {
        const auto store = m_context.openStore(store::OpenMode::ReadWrite);
        if (!store) {
            return m_context.failed(store.error());
        }
        if (const auto planned = readPaths(**store); !planned) {
            return m_context.failed(planned.error());
        }
        if (!m_plans.isEmpty()) {
            const auto outcome = (*store)->apply(m_plans, m_context.stop.get_token());
            if (!outcome) {
                return m_context.failed(outcome.error());
            }
        }
        return report();
    }

    // Writes nothing; a missing library is not created.
    int preview()
    {
        const auto store = m_context.openExistingStore();
        if (!store) {
            return m_context.failed(store.error());
        }
        const NoKnownPapers none;
        const KnownPapers &known = *store ? static_cast<const KnownPapers &>(**store) : none;
        if (const auto planned = readPaths(known); !planned) {
            return m_context.failed(planned.error());
        }
        return report();
    }

    // Plans all files; unreadable files are reported and skipped. Fails only when cancelled.
    Result<> readPaths(const KnownPapers &known)
    {
        for (const std::string &path : m_options.paths) {
            readPath(QString::fromStdString(path), known);
            if (m_context.stop.stop_requested()) {
                return cancelled();
            }
        }
        return {};
    }

    void readPath(const QString &path, const KnownPapers &known)
    {
        const auto files = importing::filesIn(path);
        if (!files) {
            refuse(path, files.error());
            return;
        }
        for (const QString &file : *files) {
            if (m_context.stop.stop_requested()) {
                return;
            }
            m_context.progress(text("reading {0}", "正在读取 {0}", file.toStdString()));
            auto reports = importing::readFile(file, m_context.stop.get_token());
            if (!reports) {
                refuse(file, reports.error());
                continue;
            }
            for (Report &report : *reports) {
                m_plans.append(importing::planImport(std::move(report), known));
                m_items.append({file, std::nullopt, int(m_plans.size()) - 1});
            }
        }
        m_context.endProgress();
    }

    void refuse(const QString &path, const Error &error)
    {
        if (error.cancelled()) {
            return;
        }
        m_failed = true;
        m_items.append({path, error, -1});
        m_context.failed(error);
    }

    int report() const
    {
        if (m_context.json) {
            printAsJson();
        } else {
            printAsText();
        }
        return m_failed ? SomethingFailed : Done;
    }

    void printAsJson() const
    {
        QJsonArray files;
        for (const Item &item : m_items) {
            files.append(itemJson(item));
        }
        QJsonObject out{{QStringLiteral("files"), files}};
        if (m_options.dryRun) {
            out.insert(QStringLiteral("dry_run"), true);
        }
        m_context.printJson(out);
    }

    void printAsText() const
    {
        for (const Item &item : m_items) {
            if (!item.error) {
                printItem(item);
            }
        }
        printWarnings();
    }

    QJsonObject itemJson(const Item &item) const
    {
        QJsonObject object{{QStringLiteral("path"), item.path}};
        if (item.error) {
            object.insert(QStringLiteral("status"), QStringLiteral("failed"));
            object.insert(QStringLiteral("report"), QJsonValue());
            for (const char *key : {"papers", "new_papers", "claims"}) {
                object.insert(QLatin1String(key), 0);
            }
            object.insert(QStringLiteral("warnings"), QJsonArray());
            object.insert(QStringLiteral("error"),
                          QString::fromStdString(m_context.say(item.error->message)));
            return object;
        }
        const ImportPlan &plan = m_plans.at(item.plan);
        object.insert(QStringLiteral("status"),
                      nothingToDo(plan) ? QStringLiteral("unchanged") : QStringLiteral("imported"));
        object.insert(QStringLiteral("report"),
                      plan.report.generatedAt.isValid()
                              ? QJsonValue(plan.report.generatedAt.toString(Qt::ISODate))
                              : QJsonValue());
        object.insert(QStringLiteral("papers"), plan.report.papers.size());
        object.insert(QStringLiteral("new_papers"), countNew(plan));
        object.insert(QStringLiteral("claims"), countClaims(plan.report));
        object.insert(QStringLiteral("warnings"), warningsJson(plan.report.warnings, m_context));
        object.insert(QStringLiteral("error"), QJsonValue());
        if (m_options.dryRun) {
            object.insert(QStringLiteral("plan"), planJson(plan, m_context));
        }
        return object;
    }

    void printItem(const Item &item) const
    {
        const ImportPlan &plan = m_plans.at(item.plan);
        const std::string path = item.path.toStdString();
        const auto papers = plan.report.papers.size();
        if (nothingToDo(plan)) {
            say(text("{0}: unchanged, {1} papers", "{0}：未变化，{1} 篇论文", path, papers));
        } else if (m_options.dryRun) {
            say(text("{0}: would import {1} papers ({2} new) with {3} claims",
                     "{0}：将导入 {1} 篇论文（{2} 篇为新），{3} 条论断", path, papers,
                     countNew(plan), countClaims(plan.report)));
        } else {
            say(text("{0}: imported {1} papers ({2} new) with {3} claims",
                     "{0}：已导入 {1} 篇论文（{2} 篇为新），{3} 条论断", path, papers,
                     countNew(plan), countClaims(plan.report)));
        }
        if (m_options.dryRun) {
            for (const PlannedPaper &planned : plan.papers) {
                const ReportPaper &paper = plan.report.papers.at(planned.position);
                const QString title = QString::fromStdString(onOneLine(paper.title.toStdString()));
                const QString reason = QString::fromStdString(m_context.say(planned.reason));
                m_context.print(QStringLiteral("  %1  %2  %3  %4\n")
                                        .arg(paper.index, 3)
                                        .arg(changeWord(planned.change), -18)
                                        .arg(title, reason));
            }
        }
    }

    // Dozens of repairs are normal for a report, so they are only counted unless asked for.
    void printWarnings() const
    {
        qsizetype count = 0;
        for (const Item &item : m_items) {
            if (!item.error) {
                const QVector<ImportWarning> &warnings = m_plans.at(item.plan).report.warnings;
                count += warnings.size();
                listWarnings(item.path.toStdString(), warnings);
            }
        }
        if (count > 0 && !m_options.verbose) {
            m_context.message(text("{0} repairs and remarks; --verbose lists them",
                                   "共 {0} 处修正和提示；--verbose 可逐条列出", count));
        }
    }

    void listWarnings(const std::string &path, const QVector<ImportWarning> &warnings) const
    {
        if (!m_options.verbose) {
            return;
        }
        for (const ImportWarning &warning : warnings) {
            m_context.message(text("{0}:{1}: {2}", "{0}:{1}：{2}", path, warning.line,
                                   m_context.say(warning.message)));
        }
    }

    void say(const Text &line) const
    {
        m_context.print(QString::fromStdString(m_context.say(line)) + QLatin1Char('\n'));
    }

    const Options &m_options;
    const Context &m_context;
    QVector<ImportPlan> m_plans;
    QVector<Item> m_items;
    bool m_failed = false;
};

int undoImport(const Context &context)
{
    auto store = context.openStore(store::OpenMode::ReadWrite);
    if (!store) {
        return context.failed(store.error());
    }
    const auto undone = (*store)->undoLastImport();
    if (!undone) {
        return context.failed(undone.error());
    }
    if (context.json) {
        context.printJson(
                {{QStringLiteral("undone"), QJsonArray::fromStringList(undone->sourceNames)},
                 {QStringLiteral("papers_removed"), undone->papersRemoved}});
    } else {
        const std::string names = undone->sourceNames.join(QStringLiteral(", ")).toStdString();
        context.print(QString::fromStdString(context.say(
                              text("taken back: {0} ({1} papers removed)",
                                   "已撤销：{0}（移除 {1} 篇论文）", names, undone->papersRemoved)))
                      + QLatin1Char('\n'));
    }
    return Done;
}

}  // namespace

void addImport(const Command &program)
{
    const auto options = std::make_shared<Options>();
    const Command command = program.command(
            "import", {"Import report files, exports, BibTeX or CSL-JSON; folders too",
                       "导入报告文件、导出文件、BibTeX 或 CSL-JSON，也可以是文件夹"});
    command.option("path", options->paths, {"files or folders", "文件或文件夹"});
    command.flag("--dry-run", options->dryRun,
                 {"say what would be imported, write nothing", "只说明将导入什么，不写入"});
    command.flag("--undo", options->undo, {"take the last import back", "撤销最近一次导入"});
    command.flag("--verbose", options->verbose,
                 {"list every repair with its line", "逐条列出修正及其行号"});
    command.onRun([options](Context &context) {
        if (options->paths.empty() != options->undo) {
            return context.failed(
                    {ErrorCode::Usage, text("import: name files or folders, or --undo alone",
                                            "import：请给出文件或文件夹，或单独使用 --undo")});
        }
        return options->undo ? undoImport(context) : Import(*options, context).run();
    });
}

}  // namespace touchstone::cli
