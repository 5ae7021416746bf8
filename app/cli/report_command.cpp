#include "cli/report_command.h"

#include "cli/context.h"
#include "documents/report_file.h"

namespace touchstone::cli {

namespace {

struct Options {
    std::string technique, output, language, format;
    std::vector<std::string> papers;
};

report::Languages languagesOf(const Options &options, const Context &context)
{
    if (options.language == "both") {
        return report::Languages::Both;
    }
    const bool chinese = options.language.empty() ? context.language == Language::Chinese
                                                  : options.language == "zh";
    return chinese ? report::Languages::Chinese : report::Languages::English;
}

Result<> write(const Options &options, const Context &context)
{
    ui::ReportFile file;
    file.path = QString::fromStdString(options.output);
    file.languages = languagesOf(options, context);
    if (!options.format.empty()) {
        file.format = options.format == "pdf" ? ui::ReportFormat::Pdf : ui::ReportFormat::Html;
    }
    if (const auto possible = checkReportFile(file); !possible) {
        return passOn(possible.error());
    }
    report::ReportScope scope;
    scope.technique = QString::fromStdString(options.technique);
    for (const std::string &paper : options.papers) {
        scope.papers.append(QString::fromStdString(paper));
    }
    const auto store = context.openStore(store::OpenMode::ReadOnly);
    if (!store) {
        return passOn(store.error());
    }
    return writeReport(
            **store, scope, file, context.stop.get_token(), [&context](int done, int total) {
                context.progress(text("{0} of {1} parts", "第 {0} 部分，共 {1} 部分", done, total));
            });
}

int runReport(const Options &options, const Context &context)
{
    const auto written = write(options, context);
    context.endProgress();
    if (!written) {
        return context.failed(written.error());
    }
    context.message(text("{0}: written", "{0}：已写入", options.output));
    return Done;
}

}  // namespace

void addReport(const Command &program)
{
    const auto options = std::make_shared<Options>();
    const Command command = program.command(
            "report", {"Write claims, measurements and charts as one HTML page or PDF",
                       "将论断、实测与图表写成一个 HTML 网页或 PDF"});
    command.option("-o,--output", options->output,
                   {"file; the format follows .html or .pdf",
                    "输出文件；格式由 .html 或 .pdf 决定"})
            .required();
    command.choice("--format", options->format, {"html", "pdf"});
    command.option("--technique", options->technique, {"only this technique", "仅此技术"});
    command.option("--paper", options->papers,
                   {"only this paper; may be given several times", "仅此论文；可重复给出"});
    command.choice("--language,--lang", options->language, {"en", "zh", "both"});
    command.onRun([options](Context &context) { return runReport(*options, context); });
}

}  // namespace touchstone::cli
