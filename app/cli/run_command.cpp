#include "base/files.h"
#include "cli/commands.h"
#include "compare/claim_words.h"
#include "compare/operation_name.h"
#include "exchange/tables.h"
#include "measure/bench_client.h"
#include "measure/shapes.h"

#include <QJsonArray>

namespace touchstone::cli {

namespace {

struct Options {
    measure::BenchRequest request;
    bool all = false;
    bool verbose = false;
    bool dryRun = false;
    std::string family, technique, claim, output;
};

bool kernelOfTechnique(const KernelText &kernel, const QStringList &paperKeys)
{
    return std::any_of(kernel.papers.begin(), kernel.papers.end(), [&](const PaperRef &paper) {
        return paperKeys.contains(titleKey(paper.title));
    });
}

// Kernels of the papers that have the technique in this library.
Result<std::vector<std::string>> kernelsOfTechnique(const QString &technique,
                                                    const Context &context)
{
    if (!Vocabulary::bundled().technique(technique)) {
        return fail(
                ErrorCode::Usage, "{0}: unknown technique; `touchstone list techniques` names them",
                "{0}：未知技术；`touchstone list techniques` 可列出全部", technique.toStdString());
    }
    const auto store = context.openStore(store::OpenMode::ReadOnly);
    if (!store) {
        return passOn(store.error());
    }
    store::PaperQuery query;
    query.techniques = {technique};
    const auto ids = (*store)->paperIds(query);
    const auto rows = ids ? (*store)->paperRows(*ids) : passOn(ids.error());
    if (!rows) {
        return passOn(rows.error());
    }
    QStringList keys;
    for (const store::PaperRow &row : *rows) {
        keys.append(titleKey(row.title));
    }
    std::vector<std::string> kernels;
    for (const KernelText &kernel : Vocabulary::bundled().kernels()) {
        if (kernelOfTechnique(kernel, keys)) {
            kernels.push_back(kernel.id.toStdString());
        }
    }
    return kernels;
}

Result<std::vector<std::string>> chosenKernels(const Options &options, const Context &context)
{
    std::vector<std::string> kernels = options.request.kernels;
    if (!options.technique.empty()) {
        const auto more = kernelsOfTechnique(QString::fromStdString(options.technique), context);
        if (!more) {
            return passOn(more.error());
        }
        kernels.insert(kernels.end(), more->begin(), more->end());
    }
    for (const KernelText &kernel : Vocabulary::bundled().kernels()) {
        if (options.all || kernel.family.toStdString() == options.family) {
            kernels.push_back(kernel.id.toStdString());
        }
    }
    if (kernels.empty()) {
        return fail(
                ErrorCode::Usage,
                "run: no kernel chosen; name one, or --all; `touchstone list kernels` names them",
                "run：未选择内核；请给出内核名或 --all；`touchstone list kernels` 可列出全部");
    }
    return kernels;
}

void showProgress(const measure::BenchEvent &event, const Context &context)
{
    if (event.kind == measure::BenchEvent::Kind::Progress) {
        context.progress(text("{0}  {1} %  {2} {3}", "{0}  {1}%  {2} {3}", event.kernel,
                              int(event.fraction * 100), event.stage, event.shape));
    }
}

// Checked first, so that no minutes of measuring are lost because the result cannot be saved.
Result<> canBeKept(const Options &options, const Context &context)
{
    const auto store = context.openStore(store::OpenMode::ReadWrite);
    if (!store) {
        return passOn(store.error());
    }
    return options.output.empty() ? Result<>{} : outputCanBeWritten(options.output);
}

double secondsEach(const measure::BenchRequest &request)
{
    return request.budgetSeconds > 0 ? request.budgetSeconds
                                     : measure::defaultBudgetSeconds(request.preset);
}

// The kernel that answers the claim and the smallest preset that holds its shape.
Result<> chooseForClaim(const std::string &claimId, measure::BenchRequest &request,
                        const Context &context)
{
    const auto store = context.openStore(store::OpenMode::ReadOnly);
    if (!store) {
        return passOn(store.error());
    }
    const auto row = exchange::rowOfClaim(**store, QString::fromStdString(claimId));
    if (!row) {
        return passOn(row.error());
    }
    request.kernels = {row->kernel.toStdString()};
    request.preset = row->preset.toStdString();
    context.message(text("{0}, preset {1}: {2} s of timing or more, besides verification and "
                         "quality figures",
                         "{0}，预设 {1}：计时 {2} 秒或更久，另需验证与质量计算的时间",
                         request.kernels.front(), request.preset, secondsEach(request)));
    return {};
}

Result<> choose(Options &options, const Context &context)
{
    if (!options.claim.empty()) {
        return chooseForClaim(options.claim, options.request, context);
    }
    auto kernels = chosenKernels(options, context);
    if (!kernels) {
        return passOn(kernels.error());
    }
    options.request.kernels = std::move(*kernels);
    return {};
}

// The first ratio over all shapes of the preset, or the first of any; null without a result.
const measure::RatioResult *mainRatio(const measure::KernelResult &result)
{
    const auto &ratios = result.ratios;
    const auto whole = std::find_if(ratios.begin(), ratios.end(),
                                    [](const auto &ratio) { return ratio.shape.empty(); });
    if (whole != ratios.end()) {
        return &*whole;
    }
    return ratios.empty() ? nullptr : &ratios.front();
}

// One line per kernel: its main ratio in words.
compare::ChartTable resultLines(const measure::Bundle &bundle)
{
    compare::ChartTable table;
    table.columns = {{"Kernel", "内核"}, {"Result", "结果"}, {"More ratios", "其余比值"}};
    for (const measure::KernelResult &result : bundle.results) {
        const measure::RatioResult *ratio = mainRatio(result);
        const std::string more = ratio ? std::to_string(result.ratios.size() - 1) : std::string();
        table.rows.append(
                {{result.kernel, result.kernel},
                 ratio ? compare::namedVerdict(QString::fromStdString(result.kernel), *ratio)
                       : Text{result.message, result.message},
                 {more, more}});
    }
    return table;
}

compare::ChartTable allRatios(const measure::Bundle &bundle)
{
    QVector<compare::RunInput> runs;
    for (const measure::KernelResult &result : bundle.results) {
        runs.append({QString::fromStdString(result.runId),
                     QString::fromStdString(bundle.machine.name),
                     QString::fromStdString(result.startedAt), result});
    }
    return exchange::measurementsTable(runs);
}

// Saves the bundle in the library and in a file and prints it. If one of them fails, the others
// are still done.
int keep(const measure::Bundle &bundle, const Options &options, const Context &context)
{
    int code = Done;
    const auto note = [&](const auto &result) {
        if (!result) {
            code = context.failed(result.error());
        }
    };
    if (const auto store = context.openStore(store::OpenMode::ReadWrite); store) {
        note((*store)->addBundle(bundle));
    } else {
        note(store);
    }
    const std::string json =
            options.output.empty() && !context.json ? std::string() : measure::toJson(bundle);
    if (!options.output.empty()) {
        note(context.save(options.output, json));
    }
    if (context.json) {
        context.print(QString::fromStdString(json));
        return code;
    }
    context.printTable(options.verbose ? allRatios(bundle) : resultLines(bundle));
    return code;
}

int exitCodeOf(const measure::Bundle &bundle, const Context &context)
{
    int code = Done;
    for (const measure::KernelResult &result : bundle.results) {
        if (result.status == measure::RunStatus::Cancelled) {
            return Interrupted;
        }
        if (result.status != measure::RunStatus::Ok && result.status != measure::RunStatus::Noisy) {
            context.message(text("{0}: {1}: {2}", "{0}：{1}：{2}", result.kernel,
                                 toWord(result.status), result.message));
            code = SomethingFailed;
        }
    }
    return code;
}

// What would be measured, and for how long.
int printPlan(const measure::BenchRequest &request, const Context &context)
{
    const double seconds = secondsEach(request);
    if (context.json) {
        QJsonArray kernels;
        for (const std::string &kernel : request.kernels) {
            kernels.append(QString::fromStdString(kernel));
        }
        context.printJson({{QStringLiteral("kernels"), kernels},
                           {QStringLiteral("preset"), QString::fromStdString(request.preset)},
                           {QStringLiteral("seconds"), seconds * double(request.kernels.size())}});
        return Done;
    }
    compare::ChartTable table;
    table.columns = {
            {"Kernel", "内核"}, {"Preset", "预设"}, {"Timing, at least (s)", "计时至少（秒）"}};
    const std::string shown = compare::shortNumber(seconds).toStdString();
    for (const std::string &kernel : request.kernels) {
        table.rows.append({{kernel, kernel}, {request.preset, request.preset}, {shown, shown}});
    }
    context.printTable(table);
    return Done;
}

int runKernels(Options &options, const Context &context)
{
    if (const auto chosen = choose(options, context); !chosen) {
        return context.failed(chosen.error());
    }
    if (options.dryRun) {
        return printPlan(options.request, context);
    }
    if (const auto possible = canBeKept(options, context); !possible) {
        return context.failed(possible.error());
    }
    context.mayEndAnywhere = false;  // what was measured until a signal is kept
    const auto bundle = measure::runBench(
            options.request,
            [&context](const measure::BenchEvent &event) { showProgress(event, context); },
            context.stop.get_token());
    context.endProgress();
    if (!bundle) {
        return context.failed(bundle.error());
    }
    if (!bundle->certificate) {
        context.message(text("This machine has no certificate yet; `touchstone certify` shows how "
                             "small a difference can be trusted here",
                             "本机尚无证书；`touchstone certify` 可检验本机上多小的差异是可信的"));
    }
    const int kept = keep(*bundle, options, context);
    return kept == Done ? exitCodeOf(*bundle, context) : kept;
}

}  // namespace

void addRun(const Command &program)
{
    const auto options = std::make_shared<Options>();
    measure::BenchRequest &request = options->request;
    const Command command =
            program.command("run", {"Measure kernels on this machine", "在本机测量内核"});
    const std::vector<Option> choices{
            command.option(
                    "kernel", request.kernels,
                    {"ids from `touchstone list kernels`", "`touchstone list kernels` 给出的标识"}),
            command.flag("--all", options->all, {"every kernel", "全部内核"}),
            command.option("--family", options->family,
                           {"every kernel of this family", "此类别的全部内核"}),
            command.option(
                    "--technique", options->technique,
                    {"kernels of the papers with this technique", "采用此技术的论文所对应的内核"}),
            command.choice("--preset", request.preset, {"small", "medium", "large"}),
    };
    command.option("--claim", options->claim,
                   {"the kernel of this claim, with the smallest preset that answers it",
                    "此论断对应的内核，采用可回答它的最小预设"})
            .excludes(choices);
    command.option(
            "--device", request.device,
            {"cpu, opencl:N or a part of a device name", "cpu、opencl:N 或设备名称的一部分"});
    command.option("--threads", request.threads,
                   {"threads (default: all cores but one, left to the system)",
                    "线程数（默认：留一个核心给系统，其余全部使用）"})
            .between(1, 4096);
    command.option("--budget", request.budgetSeconds, {"seconds per kernel", "每个内核的秒数"})
            .between(0.1, 86400.0);
    command.flag("--sweep", request.sweep,
                 {"the size sweep instead of the preset", "用规模扫描代替预设"});
    command.flag(
            "--dry-run", options->dryRun,
            {"only say what would be measured, and for how long", "仅显示将测量的内容与所需时间"});
    command.flag("--verbose", options->verbose,
                 {"print every ratio on every shape", "显示每个形状上的全部比值"});
    command.option("-o,--output", options->output,
                   {"also write the bundle to this file", "同时将结果包写入此文件"});
    command.onRun([options](Context &context) { return runKernels(*options, context); });
}

}  // namespace touchstone::cli
