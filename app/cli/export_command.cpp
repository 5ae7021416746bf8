#include "base/files.h"
#include "cli/commands.h"
#include "cli/run_warnings.h"
#include "exchange/tables.h"

#include <QJsonDocument>

namespace touchstone::cli {

namespace {

struct Options {
    std::string what;
    std::string format = "json";
    std::string output;
    std::string machine;
    bool noBom = false;
};

// One kind of export as JSON and as a table; the table is built on demand.
struct Exported {
    QByteArray json;
    compare::ChartTable table;
};

QByteArray indented(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Indented);
}

Result<Exported> exportLibrary(const store::Store &store)
{
    const auto reports = store.exportReports();
    if (!reports) {
        return passOn(reports.error());
    }
    return Exported{indented(libraryToJson(*reports)), exchange::claimsTable(*reports)};
}

// A bundle has the samples and the runs of one machine; a table needs neither.
Result<Exported> exportMeasurements(const store::Store &store, const Options &options,
                                    const Context &context)
{
    if (options.format == "json") {
        const auto exported = bundleOf(store, options.machine);
        if (!exported) {
            return passOn(exported.error());
        }
        warnOfBadRuns(exported->bad, context);
        return Exported{QByteArray::fromStdString(measure::toJson(exported->bundle)), {}};
    }
    const auto inputs = exchange::loadRuns(store);
    if (!inputs) {
        return passOn(inputs.error());
    }
    if (inputs->runs.isEmpty() && inputs->bad.isEmpty()) {
        return fail(ErrorCode::NotFound, "no run in the library yet", "文献库中尚无运行");
    }
    warnOfBadRuns(inputs->bad, context);
    return Exported{{}, exchange::measurementsTable(inputs->runs)};
}

Result<Exported> exportComparison(const store::Store &store, const Context &context)
{
    const auto inputs = exchange::loadComparison(store, store::PaperQuery());
    if (!inputs) {
        return passOn(inputs.error());
    }
    warnOfBadRuns(inputs->bad, context);
    const auto rows = compare::compareClaims(inputs->papers, inputs->runs, Vocabulary::bundled());
    return Exported{indented(exchange::comparisonJson(rows, context.language)),
                    exchange::comparisonTable(rows)};
}

Result<Exported> collect(const Options &options, const store::Store &store, const Context &context)
{
    if (options.what == "measurements") {
        return exportMeasurements(store, options, context);
    }
    return options.what == "comparison" ? exportComparison(store, context) : exportLibrary(store);
}

QByteArray inFormat(const Exported &exported, const Options &options, Language language)
{
    const std::string &format = options.format;
    if (format == "json") {
        return exported.json;
    }
    const auto kind = format == "csv"        ? compare::TableFormat::Csv
                      : format == "markdown" ? compare::TableFormat::Markdown
                                             : compare::TableFormat::Latex;
    return options.noBom ? tableText(exported.table, kind, language).toUtf8()
                         : tableFile(exported.table, kind, language);
}

int runExport(const Options &options, const Context &context)
{
    const auto store = context.openStore(store::OpenMode::ReadOnly);
    if (!store) {
        return context.failed(store.error());
    }
    const auto exported = collect(options, **store, context);
    if (!exported) {
        return context.failed(exported.error());
    }
    const QByteArray bytes = inFormat(*exported, options, context.language);
    if (options.output.empty()) {
        context.print(QString::fromUtf8(bytes));
        return Done;
    }
    const auto written =
            context.save(options.output, {bytes.constData(), std::size_t(bytes.size())});
    return written ? int(Done) : context.failed(written.error());
}

}  // namespace

void addExport(const Command &program)
{
    const auto options = std::make_shared<Options>();
    const Command command = program.command(
            "export", {"Write the library, its claims, measurements or the comparison",
                       "导出文献库、论断、实测结果或对比"});
    command.choice("what", options->what, {"library", "claims", "measurements", "comparison"})
            .required();
    command.choice("--format", options->format, {"json", "csv", "markdown", "latex"});
    command.option("-o,--output", options->output,
                   {"file to write (default: stdout)", "输出文件（默认：标准输出）"});
    command.flag("--no-bom", options->noBom,
                 {"CSV without the byte order mark that Excel needs",
                  "CSV 不带 Excel 所需的字节顺序标记"});
    command.option("--machine", options->machine,
                   {"measurements as JSON: the machine, where there are several",
                    "实测结果导出为 JSON 时：指定机器（有多台时）"});
    command.onRun([options](Context &context) { return runExport(*options, context); });
}

}  // namespace touchstone::cli
