#include "cli/commands.h"
#include "cli/import_print.h"
#include "cli/run_warnings.h"
#include "exchange/door.h"
#include "importing/file_name.h"
#include "importing/importer.h"

#include <QJsonArray>

namespace touchstone::cli {

namespace {

class Import {
public:
    Import(const ImportOptions &options, const Context &context)
        : m_options(options), m_context(context)
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
        if (!m_read.plans.isEmpty()) {
            const auto outcome = (*store)->apply(m_read.plans, m_context.stop.get_token());
            if (!outcome) {
                return m_context.failed(outcome.error());
            }
        }
        for (ImportItem &item : m_read.items) {
            if (item.results >= 0) {
                addResults(item, **store);
            }
        }
        return report();
    }

    void addResults(ImportItem &item, store::Store &store)
    {
        const auto added =
                store.addBundle(m_read.bundles.at(std::size_t(item.results)), item.origin);
        if (added) {
            sayWhatIsMistrusted(item.path.toStdString(), *added, m_context);
            m_read.added.insert(item.path, *added);
            return;
        }
        m_failed = true;
        item.error = inFile(item.path.toStdString(), added.error());
        m_context.failed(*item.error);
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
            readPath(importing::textOf(path), known);
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
        for (const QString &file : files->files) {
            if (m_context.stop.stop_requested()) {
                return;
            }
            m_context.progress(text("reading {0}", "正在读取 {0}", importing::shownPath(file)));
            readOne(file, files->inFolder, known);
        }
        m_context.endProgress();
        sayOthers(path, files->others);
        for (const QString &folder : files->closed) {
            m_failed = true;
            m_context.message(text("{0}: the folder cannot be read, its files are left out",
                                   "{0}：无法读取文件夹，其中的文件未读取",
                                   importing::shownPath(folder)));
        }
    }

    void readOne(const QString &file, bool inFolder, const KnownPapers &known)
    {
        auto opened = exchange::openFile(file, m_context.stop.get_token());
        if (!opened) {
            refuse(file, opened.error(), inFolder);
            return;
        }
        const QString shown = QString::fromStdString(importing::shownPath(file));
        for (Report &report : opened->reports) {
            m_read.plans.append(importing::planImport(std::move(report), known));
            ImportItem item;
            item.path = shown;
            item.plan = int(m_read.plans.size()) - 1;
            m_read.items.append(item);
        }
        if (opened->results) {
            m_read.bundles.push_back(std::move(*opened->results));
            ImportItem item;
            item.path = shown;
            item.results = int(m_read.bundles.size()) - 1;
            item.origin = opened->origin;
            m_read.items.append(item);
        }
    }

    void sayOthers(const QString &folder, const QStringList &others) const
    {
        if (others.isEmpty()) {
            return;
        }
        constexpr qsizetype shown = 5;
        std::string all;
        for (const QString &name : others.first(std::min(shown, others.size()))) {
            const auto inside =
                    importing::pathOf(name).lexically_relative(importing::pathOf(folder));
            all += (all.empty() ? "" : ", ") + importing::shownPath(importing::textOf(inside));
        }
        all += others.size() > shown ? ", ..." : "";
        m_context.message(text("{0}: left out by their suffix: {1} file(s): {2}",
                               "{0}：因后缀未读取 {1} 个文件：{2}", importing::shownPath(folder),
                               others.size(), all));
    }

    void refuse(const QString &path, const Error &error, bool inFolder = false)
    {
        if (error.cancelled()) {
            return;
        }
        ImportItem item;
        item.path = QString::fromStdString(importing::shownPath(path));
        item.error = error;
        item.leftOut = inFolder && error.code == ErrorCode::UnknownFormat;
        m_read.items.append(item);
        if (item.leftOut) {
            m_context.message(text("left out: {0}", "未读取：{0}", m_context.say(error.message)));
            return;
        }
        m_failed = true;
        m_context.failed(error);
    }

    int report() const
    {
        printImport(m_read, m_options, m_context);
        return m_failed ? SomethingFailed : Done;
    }

    const ImportOptions &m_options;
    const Context &m_context;
    ImportedFiles m_read;
    bool m_failed = false;
};

int undoImport(const Context &context)
{
    auto store = context.openToChange();
    if (!store) {
        return context.failed(store.error());
    }
    const std::stop_callback interrupt(context.stop.get_token(),
                                       [&store] { (*store)->interrupt(); });
    const auto undone = (*store)->undoLastImport();
    if (!undone) {
        return context.failed(undone.error());
    }
    if (context.json) {
        context.printJson(
                {{QStringLiteral("undone"), QJsonArray::fromStringList(undone->sourceNames)},
                 {QStringLiteral("papers_removed"), undone->papersRemoved},
                 {QStringLiteral("papers_restored"), undone->papersRestored}});
    } else {
        const std::string names = undone->sourceNames.join(QStringLiteral(", ")).toStdString();
        const Text words = undone->words();
        context.print(
                QString::fromStdString(context.say(
                        text("undone: {0} ({1})", "已撤销：{0}（{2}）", names, words.en, words.zh)))
                + QLatin1Char('\n'));
    }
    return Done;
}

}  // namespace

void addImport(const Command &program)
{
    const auto options = std::make_shared<ImportOptions>();
    const Command command = program.command(
            "import",
            {"Import reports, exports, bibliographies and results of many tools; folders too",
             "导入报告、导出文件、文献目录和多种工具的测量结果，也可以是文件夹"});
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
