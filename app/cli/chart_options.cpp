#include "cli/chart_options.h"

#include "library/vocabulary.h"

#include <QDateTime>

#include <cmath>

namespace touchstone::cli {

namespace {

using compare::ChartQuery;

std::vector<std::string> kindWords()
{
    std::vector<std::string> words;
    for (const compare::ChartKind kind : compare::chartKinds()) {
        words.push_back(toWord(kind).toStdString());
    }
    return words;
}

QString typed(const std::string &value)
{
    return QString::fromStdString(value);
}

// A limit is a number, or a date on an axis of times; both in UTC.
Result<std::optional<double>> limitOf(const std::string &value, const char *option, bool ofTime)
{
    using Limit = std::optional<double>;
    if (value.empty()) {
        return Limit();
    }
    bool isNumber = false;
    const double number = typed(value).toDouble(&isNumber);
    if (isNumber && std::isfinite(number)) {
        return Limit(number);
    }
    QDateTime time = QDateTime::fromString(typed(value), Qt::ISODate);
    time.setTimeSpec(Qt::UTC);
    if (ofTime && time.isValid()) {
        return Limit(double(time.toSecsSinceEpoch()));
    }
    return ofTime ? fail(ErrorCode::Usage, "{0}: {1} is no date such as 2026-02-01",
                         "{0}：{1} 不是形如 2026-02-01 的日期", option, value)
                  : fail(ErrorCode::Usage, "{0}: {1} is no number", "{0}：{1} 不是数字", option,
                         value);
}

Result<> setLimits(ChartQuery &query, const ChartOptions &options)
{
    const bool times = choicesOf(query.kind).timeAxis;
    struct Limit {
        const std::string &value;
        const char *option;
        std::optional<double> &field;
        bool ofTime;
    };
    for (const Limit &limit : {Limit{options.xMin, "--x-min", query.xMin, times},
                               Limit{options.xMax, "--x-max", query.xMax, times},
                               Limit{options.yMin, "--y-min", query.yMin, false},
                               Limit{options.yMax, "--y-max", query.yMax, false}}) {
        const auto value = limitOf(limit.value, limit.option, limit.ofTime);
        if (!value) {
            return passOn(value.error());
        }
        limit.field = *value;
    }
    return {};
}

Result<> checkNames(const ChartQuery &query)
{
    const Vocabulary &vocabulary = Vocabulary::bundled();
    if (!query.technique.isEmpty() && !vocabulary.technique(query.technique)) {
        return fail(ErrorCode::Usage,
                    "{0}: unknown technique; `touchstone list techniques` names them",
                    "{0}：未知技术；`touchstone list techniques` 可列出全部",
                    query.technique.toStdString());
    }
    if (!query.kernel.isEmpty() && !vocabulary.kernel(query.kernel)) {
        return fail(ErrorCode::Usage, "{0}: unknown kernel; `touchstone list kernels` names them",
                    "{0}：未知内核；`touchstone list kernels` 可列出全部",
                    query.kernel.toStdString());
    }
    if (!query.metric.isEmpty() && !vocabulary.metric(query.metric)) {
        QStringList known;
        for (const Metric &metric : vocabulary.metrics()) {
            known.append(metric.id);
        }
        return fail(ErrorCode::Usage, "{0}: unknown metric; there are: {1}",
                    "{0}：未知指标；可选：{1}", query.metric.toStdString(),
                    known.join(QStringLiteral(", ")).toStdString());
    }
    return {};
}

}  // namespace

std::vector<Option> addChartOptions(const Command &command, ChartOptions &options)
{
    const auto word = [&command](const char *name, std::string &value,
                                 const std::vector<std::string> &words) {
        return command.choice(name, value, words);
    };
    return {command.option("kind,--kind", options.kind, {"kind of chart", "图表类型"})
                    .oneOf(kindWords()),
            command.option("--technique", options.technique, {"only this technique", "仅此技术"}),
            command.option("--kernel", options.kernel, {"only this kernel", "仅此内核"}),
            command.option(
                    "--paper", options.papers,
                    {"only this paper, by its id; may be repeated", "仅此论文（id），可多次给出"}),
            command.option("--claim", options.claim,
                           {"the claim of a history (default: the one with the most runs)",
                            "历次运行图的论断（默认为运行次数最多者）"}),
            command.option("--metric", options.metric,
                           {"metric on the axis (default: the most frequent one)",
                            "坐标轴上的指标（默认为最常见者）"}),
            word("--order", options.order,
                 {"natural", "claimed", "measured", "measured-over-claimed", "paper"}),
            word("--scale", options.scale, {"automatic", "linear", "logarithmic"}),
            command.option(
                    "--x-min", options.xMin,
                    {"where the x axis begins; of a history a date", "横轴起点；历次运行图为日期"}),
            command.option("--x-max", options.xMax, {"where the x axis ends", "横轴终点"}),
            command.option("--y-min", options.yMin, {"where the y axis begins", "纵轴起点"}),
            command.option("--y-max", options.yMax, {"where the y axis ends", "纵轴终点"}),
            command.flag(
                    "--differences-only", options.differencesOnly,
                    {"only where claim and measurement differ", "仅显示论断与实测不一致之处"})};
}

Result<ChartQuery> chartQueryOf(const ChartOptions &options)
{
    ChartQuery query;
    query.kind = *compare::chartKindFromWord(typed(options.kind));
    query.technique = typed(options.technique);
    query.kernel = typed(options.kernel);
    for (const std::string &paper : options.papers) {
        query.papers.append(typed(paper));
    }
    query.claim = typed(options.claim);
    query.metric = typed(options.metric);
    query.differencesOnly = options.differencesOnly;
    // Their words were checked when the command line was read.
    query.order = compare::chartOrderFromWord(typed(options.order)).value_or(query.order);
    query.scale = compare::chartScaleFromWord(typed(options.scale)).value_or(query.scale);
    if (const auto limits = setLimits(query, options); !limits) {
        return passOn(limits.error());
    }
    if (const auto known = checkNames(query); !known) {
        return passOn(known.error());
    }
    return query;
}

}  // namespace touchstone::cli
