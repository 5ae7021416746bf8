#include "base/files.h"
#include "charts/chart_export.h"
#include "charts/chart_file.h"
#include "charts/chart_style.h"
#include "charts/chart_text.h"
#include "cli/chart_options.h"
#include "cli/commands.h"
#include "exchange/library_chart.h"

namespace touchstone::cli {

namespace {

struct Options {
    ChartOptions chart;
    std::string spec, output, size, theme;
    bool bothLanguages = false;
    bool update = false;
};

// As the chart was drawn before, where it was, with what the command line says instead.
ui::ChartStyle styleOf(const Options &options, const compare::ChartSpec &spec,
                       const Context &context)
{
    ui::ChartStyle style = ui::chartStyleFromJson(spec.drawnAs);
    if (spec.drawnAs.isEmpty() || context.languageGiven) {
        style.language = context.language;
        style.bothLanguages = false;
    }
    style.bothLanguages = style.bothLanguages || options.bothLanguages;
    style.theme = ui::chartThemeFromWord(options.theme).value_or(style.theme);
    style.size = ui::chartSizeFromWord(options.size).value_or(style.size);
    return style;
}

// A chart that was exported before.
Result<compare::ChartSpec> exportedChart(const std::string &name, const Context &context)
{
    const auto content = readInput(name, context.stop.get_token());
    if (!content) {
        return passOn(content.error());
    }
    auto spec = ui::chartFromFile(QByteArray::fromStdString(*content));
    return spec ? std::move(spec) : passOn(inFile(name, spec.error()));
}

Result<compare::ChartSpec> chartOfLibrary(const store::Store &store,
                                          const compare::ChartQuery &query)
{
    auto chart = exchange::libraryChart(store, query);
    return chart ? Result<compare::ChartSpec>(std::move(chart->spec)) : passOn(chart.error());
}

// The chart of the same query from what the library holds now; nullopt without a library.
Result<std::optional<compare::ChartSpec>> rebuilt(const compare::ChartSpec &spec,
                                                  const Context &context)
{
    using Rebuilt = std::optional<compare::ChartSpec>;
    const auto store = context.openExistingStore();
    if (!store) {
        return passOn(store.error());
    }
    if (!*store) {
        return Rebuilt();
    }
    const auto query = compare::chartQueryFromJson(spec.query);
    if (!query) {
        return passOn(query.error());
    }
    auto chart = chartOfLibrary(**store, *query);
    if (!chart) {
        return passOn(chart.error());
    }
    chart->drawnAs = spec.drawnAs;
    return Rebuilt(std::move(*chart));
}

// The chart as it was exported, or with --update from the library; says whether they differ.
Result<compare::ChartSpec> chartAgain(const Options &options, const Context &context)
{
    auto spec = exportedChart(options.spec, context);
    if (!spec) {
        return spec;
    }
    auto now = rebuilt(*spec, context);
    if (options.update) {
        if (!now) {
            return passOn(now.error());
        }
        if (!*now) {
            return fail(ErrorCode::NotFound, "--update: there is no library yet",
                        "--update：尚无文献库");
        }
    }
    if (!now) {
        context.message(text("{0}: drawn as it was; the library cannot draw it now: {1}",
                             "{0}：按原样绘制；文献库现在无法绘制：{2}", options.spec,
                             now.error().message.en, now.error().message.zh));
        return spec;
    }
    if (!*now) {
        return spec;
    }
    const bool same = (*now)->dataHash == spec->dataHash;
    if (!same) {
        context.message(options.update
                                ? text("{0}: the data has changed since; drawn with the present "
                                       "figures",
                                       "{0}：数据已有变化；按现有数值绘制", options.spec)
                                : text("{0}: the data of the library has changed since; drawn as "
                                       "it was (--update draws the present figures)",
                                       "{0}：文献库数据已有变化；按原样绘制（--update 按现有数值"
                                       "绘制）",
                                       options.spec));
    }
    return options.update && !same ? Result<compare::ChartSpec>(std::move(**now)) : std::move(spec);
}

Result<compare::ChartSpec> chartAsked(const Options &options, const Context &context)
{
    if (options.chart.kind.empty() && options.spec.empty()) {
        return fail(ErrorCode::Usage, "name the kind of chart, or --spec FILE",
                    "请指定图表类型，或 --spec 文件");
    }
    if (!options.spec.empty()) {
        return chartAgain(options, context);
    }
    const auto query = chartQueryOf(options.chart);
    if (!query) {
        return passOn(query.error());
    }
    const auto store = context.openStore(store::OpenMode::ReadOnly);
    return store ? chartOfLibrary(**store, *query) : passOn(store.error());
}

Result<> drawChart(const Options &options, const Context &context)
{
    auto spec = chartAsked(options, context);
    if (!spec) {
        return passOn(spec.error());
    }
    for (const Text &dropped : spec->dropped) {
        context.message(dropped);
    }
    const ui::ChartStyle style = styleOf(options, *spec, context);
    if (const auto warning = ui::fontWarning(*spec, style)) {
        context.message(*warning);
    }
    context.mayEndAnywhere = false;
    spec->drawnAs = toJson(style);
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
    command.option("-o,--output", options->output,
                   {"file; the format follows .svg .pdf .png .csv .json .md .tex",
                    "输出文件；格式由 .svg .pdf .png .csv .json .md .tex 决定"})
            .required();
    const std::vector<Option> chosen = addChartOptions(command, options->chart);
    command.choice("--size", options->size, {"single-column", "double-column", "slide"});
    command.choice("--theme", options->theme, {"light", "dark"});
    const Option spec =
            command.option("--spec", options->spec,
                           {"draw a chart again that was exported as .json, .svg, .pdf or .png",
                            "重新绘制已导出为 .json、.svg、.pdf 或 .png 的图表"})
                    .excludes(chosen);
    command.flag("--update", options->update,
                 {"with --spec: with the figures that the library has now",
                  "与 --spec 合用：按文献库现有数值绘制"})
            .needs(spec);
    command.flag("--both-languages", options->bothLanguages,
                 {"label in Chinese and English", "中英文双语标注"});
    command.onRun([options](Context &context) { return runChart(*options, context); });
}

}  // namespace touchstone::cli
