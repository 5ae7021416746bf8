#include "cli/import_print.h"

#include "cli/run_warnings.h"

#include <QJsonArray>

namespace touchstone::cli {

namespace {

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

class ImportPrinter {
public:
    ImportPrinter(const ImportedFiles &read, const ImportOptions &options, const Context &context)
        : m_read(read), m_options(options), m_context(context)
    {
    }

    void printAsJson() const
    {
        QJsonArray files;
        for (const ImportItem &item : m_read.items) {
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
        for (const ImportItem &item : m_read.items) {
            if (item.results >= 0 && !item.error) {
                printResults(item);
            } else if (!item.error) {
                printItem(item);
            }
        }
        printWarnings();
    }

private:
    QJsonObject itemJson(const ImportItem &item) const
    {
        QJsonObject object{{QStringLiteral("path"), item.path}};
        if (item.results >= 0 && !item.error) {
            return resultsJson(item, object);
        }
        if (item.error) {
            object.insert(QStringLiteral("status"),
                          item.leftOut ? QStringLiteral("left-out") : QStringLiteral("failed"));
            object.insert(QStringLiteral("report"), QJsonValue());
            for (const char *key : {"papers", "new_papers", "claims"}) {
                object.insert(QLatin1String(key), 0);
            }
            object.insert(QStringLiteral("warnings"), QJsonArray());
            object.insert(QStringLiteral("error"),
                          QString::fromStdString(m_context.say(item.error->message)));
            return object;
        }
        const ImportPlan &plan = m_read.plans.at(item.plan);
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

    QJsonObject resultsJson(const ImportItem &item, QJsonObject object) const
    {
        const store::StoredBundle added = m_read.added.value(item.path);
        const bool changed = added.added > 0 || m_options.dryRun;
        object.insert(QStringLiteral("status"),
                      changed ? QStringLiteral("imported") : QStringLiteral("unchanged"));
        object.insert(QStringLiteral("report"), QJsonValue());
        for (const char *key : {"papers", "new_papers", "claims"}) {
            object.insert(QLatin1String(key), 0);
        }
        object.insert(QStringLiteral("runs"),
                      qsizetype(m_read.bundles.at(std::size_t(item.results)).results.size()));
        object.insert(QStringLiteral("runs_added"), added.added);
        object.insert(QStringLiteral("mistrusted"), int(added.mistrusted.size()));
        object.insert(QStringLiteral("warnings"), QJsonArray());
        object.insert(QStringLiteral("error"), QJsonValue());
        return object;
    }

    void printResults(const ImportItem &item) const
    {
        const std::string path = item.path.toStdString();
        const measure::Bundle &bundle = m_read.bundles.at(std::size_t(item.results));
        sayWhatIsLeftOut(path, bundle, m_context);
        if (m_options.dryRun) {
            say(text("{0}: would import results: {1} runs", "{0}：将导入测量结果：{1} 次运行", path,
                     bundle.results.size()));
            return;
        }
        const store::StoredBundle added = m_read.added.value(item.path);
        say(text("{0}: results: added {1}, already there {2}",
                 "{0}：测量结果：新增 {1} 条运行记录，{2} 条已存在", path, added.added,
                 added.alreadyThere));
    }

    void printItem(const ImportItem &item) const
    {
        const ImportPlan &plan = m_read.plans.at(item.plan);
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
        for (const ImportItem &item : m_read.items) {
            if (item.plan >= 0) {
                const QVector<ImportWarning> &warnings = m_read.plans.at(item.plan).report.warnings;
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

    const ImportedFiles &m_read;
    const ImportOptions &m_options;
    const Context &m_context;
};

}  // namespace

void printImport(const ImportedFiles &read, const ImportOptions &options, const Context &context)
{
    const ImportPrinter printer(read, options, context);
    context.json ? printer.printAsJson() : printer.printAsText();
}

}  // namespace touchstone::cli
