#include "base/files.h"
#include "cli/commands.h"
#include "cli/run_warnings.h"
#include "exchange/bibliography_export.h"
#include "exchange/measurement_export.h"
#include "exchange/ro_crate.h"
#include "exchange/tables.h"

#include <QDir>
#include <QFileInfo>
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

// What can be written in which format: the tables of each kind, and the forms of other tools.
bool isOffered(const std::string &what, const std::string &format)
{
    const bool ofPapers = format == "csl-json" || format == "bibtex";
    const bool ofRuns = format == "bmf" || format == "model-index" || format == "google-benchmark";
    return ofPapers               ? what == "library"
           : ofRuns               ? what == "measurements"
           : format == "ro-crate" ? what == "comparison"
                                  : true;
}

QByteArray indented(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Indented);
}

QByteArray asTable(const compare::ChartTable &table, const Options &options, Language language)
{
    const auto kind = options.format == "csv"        ? compare::TableFormat::Csv
                      : options.format == "markdown" ? compare::TableFormat::Markdown
                                                     : compare::TableFormat::Latex;
    return options.noBom ? tableText(table, kind, language).toUtf8()
                         : tableFile(table, kind, language);
}

// The library as JSON; its claims as a table.
Result<QByteArray> exportLibrary(const Options &options, const store::Store &store,
                                 const Context &context)
{
    const auto reports = store.exportReports();
    if (!reports) {
        return passOn(reports.error());
    }
    if (options.format == "csl-json") {
        return exchange::cslJson(*reports);
    }
    if (options.format == "bibtex") {
        return exchange::bibtex(*reports);
    }
    return options.format == "json"
                   ? indented(libraryToJson(*reports))
                   : asTable(exchange::claimsTable(*reports), options, context.language);
}

// A bundle has the samples and the runs of one machine; the other forms need neither.
Result<QByteArray> exportMeasurements(const Options &options, const store::Store &store,
                                      const Context &context)
{
    if (options.format == "json" || options.format == "google-benchmark") {
        const auto exported = bundleOf(store, options.machine);
        if (!exported) {
            return passOn(exported.error());
        }
        warnOfBadRuns(exported->bad, context);
        return QByteArray::fromStdString(options.format == "json"
                                                 ? measure::toJson(exported->bundle)
                                                 : toGoogleBenchmarkJson(exported->bundle));
    }
    const auto inputs = exchange::loadRuns(store);
    if (!inputs) {
        return passOn(inputs.error());
    }
    if (inputs->runs.isEmpty() && inputs->bad.isEmpty()) {
        return fail(ErrorCode::NotFound, "no run in the library yet", "文献库中尚无运行");
    }
    warnOfBadRuns(inputs->bad, context);
    return options.format == "bmf" ? exchange::bencherJson(inputs->runs)
           : options.format == "model-index"
                   ? exchange::modelIndexYaml(inputs->runs)
                   : asTable(exchange::measurementsTable(inputs->runs), options, context.language);
}

struct Compared {
    exchange::ComparisonInputs inputs;
    QVector<compare::ComparisonRow> rows;
};

Result<Compared> compareAll(const store::Store &store, const Context &context)
{
    auto inputs = exchange::loadComparison(store, store::PaperQuery());
    if (!inputs) {
        return passOn(inputs.error());
    }
    warnOfBadRuns(inputs->bad, context);
    Compared out{std::move(*inputs), {}};
    out.rows = compare::compareClaims(out.inputs.papers, out.inputs.runs, Vocabulary::bundled());
    return out;
}

Result<QByteArray> exportComparison(const Options &options, const store::Store &store,
                                    const Context &context)
{
    const auto compared = compareAll(store, context);
    if (!compared) {
        return passOn(compared.error());
    }
    return options.format == "json"
                   ? indented(exchange::comparisonJson(compared->rows, context.language))
                   : asTable(exchange::comparisonTable(compared->rows), options, context.language);
}

Result<QByteArray> collect(const Options &options, const store::Store &store,
                           const Context &context)
{
    return options.what == "measurements" ? exportMeasurements(options, store, context)
           : options.what == "comparison" ? exportComparison(options, store, context)
                                          : exportLibrary(options, store, context);
}

Result<QVector<exchange::CrateFile>> crateOf(const store::Store &store, const Context &context)
{
    const auto reports = store.exportReports();
    if (!reports) {
        return passOn(reports.error());
    }
    const auto compared = compareAll(store, context);
    if (!compared) {
        return passOn(compared.error());
    }
    const auto said = [&](const Text &text) { return QString::fromStdString(context.say(text)); };
    const auto csv = [&](const compare::ChartTable &table) {
        return tableFile(table, compare::TableFormat::Csv, context.language);
    };
    const QVector<exchange::CrateFile> files{
            {QStringLiteral("comparison.json"), QStringLiteral("application/json"),
             said({"Claims beside measurements, touchstone-comparison/1",
                   "论断与实测对照，touchstone-comparison/1"}),
             indented(exchange::comparisonJson(compared->rows, context.language))},
            {QStringLiteral("comparison.csv"), QStringLiteral("text/csv"),
             said({"The same as a table", "同样内容的表格"}),
             csv(exchange::comparisonTable(compared->rows))},
            {QStringLiteral("measurements.csv"), QStringLiteral("text/csv"),
             said({"The runs that were compared", "参与对照的运行"}),
             csv(exchange::measurementsTable(compared->inputs.runs))},
            {QStringLiteral("papers.bib"), QStringLiteral("application/x-bibtex"),
             said({"The papers", "论文"}), exchange::bibtex(*reports)}};
    return exchange::roCrate(files, compared->rows, QDateTime::currentDateTimeUtc());
}

// Into a new or empty folder: nothing of another crate is mixed in or replaced.
int exportCrate(const Options &options, const Context &context)
{
    const QString folder = QString::fromStdString(options.output);
    if (folder.isEmpty()) {
        return context.failed({ErrorCode::Usage,
                               {"ro-crate is a folder: name it with --output",
                                "ro-crate 是文件夹：请用 --output 指定"}});
    }
    const QFileInfo there(folder);
    if (there.exists() && !(there.isDir() && QDir(folder).isEmpty())) {
        return context.failed({ErrorCode::Unwritable,
                               text("{0}: exists already; name a new or empty folder",
                                    "{0}：已存在；请指定新的或空的文件夹", options.output)});
    }
    const auto store = context.openStore(store::OpenMode::ReadOnly);
    if (!store) {
        return context.failed(store.error());
    }
    const auto crate = crateOf(**store, context);
    if (!crate) {
        return context.failed(crate.error());
    }
    if (!QDir().mkpath(folder)) {
        return context.failed({ErrorCode::Unwritable, text("{0}: the folder cannot be made",
                                                           "{0}：无法创建文件夹", options.output)});
    }
    for (const exchange::CrateFile &file : *crate) {
        const std::string path = QDir(folder).filePath(file.name).toStdString();
        const QByteArray &bytes = file.content;
        const auto written = writeOutput(path, {bytes.constData(), std::size_t(bytes.size())},
                                         context.stop.get_token());
        if (!written) {
            return context.failed(written.error());
        }
    }
    return Done;
}

int runExport(const Options &options, const Context &context)
{
    if (!isOffered(options.what, options.format)) {
        return context.failed(
                {ErrorCode::Usage,
                 text("{0} has no form {1}: csl-json and bibtex are of the library, bmf, "
                      "google-benchmark and model-index of measurements, ro-crate of the "
                      "comparison",
                      "{0} 没有 {1} 格式：csl-json 和 bibtex 用于 library，bmf、google-benchmark "
                      "和 "
                      "model-index 用于 measurements，ro-crate 用于 comparison",
                      options.what, options.format)});
    }
    if (options.format == "ro-crate") {
        return exportCrate(options, context);
    }
    const auto store = context.openStore(store::OpenMode::ReadOnly);
    if (!store) {
        return context.failed(store.error());
    }
    const auto exported = collect(options, **store, context);
    if (!exported) {
        return context.failed(exported.error());
    }
    const QByteArray &bytes = *exported;
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
    command.choice("--format", options->format,
                   {"json", "csv", "markdown", "latex", "csl-json", "bibtex", "bmf",
                    "google-benchmark", "model-index", "ro-crate"});
    command.option("-o,--output", options->output,
                   {"file to write (default: stdout); for ro-crate, a new folder",
                    "输出文件（默认：标准输出）；ro-crate 为新文件夹"});
    command.flag("--no-bom", options->noBom,
                 {"CSV without the byte order mark that Excel needs",
                  "CSV 不带 Excel 所需的字节顺序标记"});
    command.option("--machine", options->machine,
                   {"measurements as JSON: the machine, where there are several",
                    "实测结果导出为 JSON 时：指定机器（有多台时）"});
    command.onRun([options](Context &context) { return runExport(*options, context); });
}

}  // namespace touchstone::cli
