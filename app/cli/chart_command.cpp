#include "base/files.h"
#include "charts/chart_export.h"
#include "charts/chart_file.h"
#include "charts/chart_text.h"
#include "cli/commands.h"
#include "cli/run_warnings.h"
#include "exchange/comparison_inputs.h"

namespace touchstone::cli {

namespace {

struct Options {
    std::string kind, spec, output, technique, kernel;
    std::string size = "double-column";
    std::string theme = "light";
    bool differencesOnly = false;
    bool bothLanguages = false;
};

const std::vector<std::string> kinds{"claims-vs-measured", "claimed-over-measured",
                                     "technique-strip",    "ratio-over-size",
                                     "roofline",           "baseline-share"};

Result<compare::ChartQuery> queryOf(const Options &options)
{
    compare::ChartQuery query;
    query.kind = *compare::chartKindFromWord(QString::fromStdString(options.kind));
    query.technique = QString::fromStdString(options.technique);
    query.kernel = QString::fromStdString(options.kernel);
    query.differencesOnly = options.differencesOnly;
    const Vocabulary &vocabulary = Vocabulary::bundled();
    if (!query.technique.isEmpty() && !vocabulary.technique(query.technique)) {
        return fail(ErrorCode::Usage,
                    "{0}: unknown technique; `touchstone list techniques` names them",
                    "{0}：未知技术；`touchstone list techniques` 可列出全部", options.technique);
    }
    if (!query.kernel.isEmpty() && !vocabulary.kernel(query.kernel)) {
        return fail(ErrorCode::Usage, "{0}: unknown kernel; `touchstone list kernels` names them",
                    "{0}：未知内核；`touchstone list kernels` 可列出全部", options.kernel);
    }
    return query;
}

ui::ChartStyle styleOf(const Options &options, Language language)
{
    ui::ChartStyle style;
    style.language = language;
    style.bothLanguages = options.bothLanguages;
    style.theme = options.theme == "dark" ? ui::ChartTheme::Dark : ui::ChartTheme::Light;
    style.size = options.size == "single-column" ? ui::ChartSize::SingleColumn
                 : options.size == "slide"       ? ui::ChartSize::Slide
                                                 : ui::ChartSize::DoubleColumn;
    return style;
}

// A chart that was exported before, without the library.
Result<compare::ChartSpec> exportedChart(const std::string &name, const Context &context)
{
    const auto content = readInput(name, context.stop.get_token());
    if (!content) {
        return passOn(content.error());
    }
    auto spec = ui::chartFromFile(QByteArray::fromStdString(*content));
    return spec ? std::move(spec) : passOn(inFile(name, spec.error()));
}

Result<compare::ChartSpec> chartOfLibrary(const Options &options, const Context &context)
{
    const auto query = queryOf(options);
    if (!query) {
        return passOn(query.error());
    }
    const auto store = context.openStore(store::OpenMode::ReadOnly);
    if (!store) {
        return passOn(store.error());
    }
    const auto inputs = exchange::loadComparison(**store, store::PaperQuery());
    if (!inputs) {
        return passOn(inputs.error());
    }
    warnOfBadRuns(inputs->bad, context);
    const auto rows = compare::compareClaims(inputs->papers, inputs->runs, Vocabulary::bundled());
    return buildChart(*query, rows, inputs->runs, Vocabulary::bundled());
}

Result<> drawChart(const Options &options, const Context &context)
{
    if (options.kind.empty() && options.spec.empty()) {
        return fail(ErrorCode::Usage, "name the kind of chart, or --spec FILE",
                    "请指定图表类型，或 --spec 文件");
    }
    const auto spec = options.spec.empty() ? chartOfLibrary(options, context)
                                           : exportedChart(options.spec, context);
    if (!spec) {
        return passOn(spec.error());
    }
    for (const Text &dropped : spec->dropped) {
        context.message(dropped);
    }
    const ui::ChartStyle style = styleOf(options, context.language);
    if (const QString missing = ui::lettersWithoutFont(*spec, style); !missing.isEmpty()) {
        constexpr qsizetype shown = 12;
        context.message(
                text("no font here has {0} letters of the chart ({1}); install fonts-noto-cjk",
                     "本机字体缺少图中的 {0} 个字符（{1}）；请安装 fonts-noto-cjk", missing.size(),
                     missing.left(shown).toStdString()));
    }
    context.mayEndAnywhere = false;
    return ui::exportChart(*spec, style, QString::fromStdString(options.output));
}

int runChart(const Options &options, const Context &context)
{
    const auto drawn = drawChart(options, context);
    if (!drawn) {
        return context.failed(drawn.error());
    }
    context.message(text("{0}: written", "{0}：已写入", options.output));
    return Done;
}

}  // namespace

void addChart(const Command &program)
{
    const auto options = std::make_shared<Options>();
    const Command command = program.command(
            "chart", {"Draw a chart for a paper or slides", "绘制用于论文或幻灯片的图表"});
    const Option kind =
            command.option("kind", options->kind, {"kind of chart", "图表类型"}).oneOf(kinds);
    command.option("-o,--output", options->output,
                   {"file; the format follows .svg .pdf .png .csv .json .md .tex",
                    "输出文件；格式由 .svg .pdf .png .csv .json .md .tex 决定"})
            .required();
    const Option technique =
            command.option("--technique", options->technique, {"only this technique", "仅此技术"});
    const Option kernel =
            command.option("--kernel", options->kernel, {"only this kernel", "仅此内核"});
    command.choice("--size", options->size, {"single-column", "double-column", "slide"});
    command.choice("--theme", options->theme, {"light", "dark"});
    const Option differences =
            command.flag("--differences-only", options->differencesOnly,
                         {"only where claim and measurement differ", "仅显示论断与实测不一致之处"});
    command.option("--spec", options->spec,
                   {"draw a chart again that was exported as .json, .svg or .png",
                    "重新绘制已导出为 .json、.svg 或 .png 的图表"})
            .excludes({kind, technique, kernel, differences});
    command.flag("--both-languages", options->bothLanguages,
                 {"label in Chinese and English", "中英文双语标注"});
    command.onRun([options](Context &context) { return runChart(*options, context); });
}

}  // namespace touchstone::cli
