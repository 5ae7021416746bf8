#include "compare/chart_axes.h"

#include "compare/claim_words.h"

#include <algorithm>
#include <cmath>

namespace touchstone::compare {

namespace {

// One axis with the names and the limits of its fields.
struct Along {
    ChartAxis &axis;
    double ChartPoint::*value;
    std::optional<double> ChartPoint::*low;
    std::optional<double> min, max;
    const char *minName, *maxName;
};

bool hasFactors(const ChartAxis &axis)
{
    return axis.categories.isEmpty() && axis.values == AxisValues::Numbers;
}

std::optional<double> smallestOf(const ChartSpec &spec, const Along &along)
{
    std::optional<double> smallest;
    for (const ChartSeries &series : spec.series) {
        for (const ChartPoint &point : series.points) {
            const double value = std::min(point.*along.value, (point.*along.low).value_or(1e300));
            smallest = std::min(smallest.value_or(value), value);
        }
    }
    return smallest;
}

Result<> setScale(const ChartSpec &spec, const Along &along, ChartScale scale)
{
    if (scale == ChartScale::Automatic || !hasFactors(along.axis)) {
        return {};
    }
    if (scale == ChartScale::Linear || along.axis.log2) {
        along.axis.log2 = scale == ChartScale::Logarithmic;
        return {};
    }
    const auto smallest = smallestOf(spec, along);
    if (smallest && *smallest <= 0) {
        return fail(ErrorCode::Usage,
                    "scale: a logarithmic axis cannot show {0}; choose a linear one",
                    "scale：对数坐标轴无法显示 {0}，请改用线性坐标轴",
                    shortNumber(*smallest).toStdString());
    }
    constexpr double air = 1.1;
    along.axis.log2 = true;
    if (along.axis.min <= 0) {
        along.axis.min = smallest.value_or(1) / air;
        along.axis.max = std::max(along.axis.max, along.axis.min * air * air);
    }
    return {};
}

Result<> setLimits(const Along &along)
{
    for (const auto &[limit, name] :
         {std::pair(along.min, along.minName), std::pair(along.max, along.maxName)}) {
        if (limit && along.axis.log2 && *limit <= 0) {
            return fail(ErrorCode::Usage, "{0}: a logarithmic axis has no {1}; choose a linear one",
                        "{0}：对数坐标轴上没有 {1}，请改用线性坐标轴", name,
                        shortNumber(*limit).toStdString());
        }
    }
    const double min = along.min.value_or(along.axis.min);
    const double max = along.max.value_or(along.axis.max);
    constexpr double narrowest = 1e-9;  // of its own values, as in a spec that is read
    if (!(max - min > narrowest * std::max(std::abs(min), std::abs(max)))) {
        return fail(ErrorCode::Usage, "{0}: nothing lies between {1} and {2}",
                    "{0}：{1} 与 {2} 之间没有内容", along.min ? along.minName : along.maxName,
                    shortNumber(min).toStdString(), shortNumber(max).toStdString());
    }
    along.axis.min = min;
    along.axis.max = max;
    return {};
}

bool liesOutside(const ChartPoint &point, const Along &along)
{
    return (along.min || along.max)
           && (point.*along.value < along.axis.min || point.*along.value > along.axis.max);
}

void nameOutside(ChartSpec &spec, const Along &x, const Along &y)
{
    int outside = 0;
    for (const ChartSeries &series : spec.series) {
        if (series.style != MarkStyle::Guide && series.style != MarkStyle::Limit
            && !series.stacked) {
            outside += int(std::count_if(series.points.begin(), series.points.end(),
                                         [&](const ChartPoint &point) {
                                             return liesOutside(point, x) || liesOutside(point, y);
                                         }));
        }
    }
    if (outside > 0) {
        spec.dropped.append(text("{0} points lie outside the chosen limits of the axes.",
                                 "有 {0} 个点在所选坐标轴范围之外。", outside));
    }
}

void nameLogScale(ChartAxis &axis)
{
    if (axis.log2 && hasFactors(axis)) {
        axis.title = text("{0}, log scale", "{1}，对数刻度", axis.title.en, axis.title.zh);
    }
}

// The words of the orders that a kind of chart has.
std::string orderWords(const ChartChoices &choices)
{
    QStringList words;
    for (const ChartOrder order : choices.orders) {
        words.append(toWord(order));
    }
    return words.join(QStringLiteral(", ")).toStdString();
}

}  // namespace

Result<> checkChoices(const ChartQuery &query)
{
    const ChartChoices choices = choicesOf(query.kind);
    const std::string kind = toWord(query.kind).toStdString();
    if (!choices.orders.contains(query.order)) {
        return fail(ErrorCode::Usage, "order: {0} has no order \"{1}\"; it has: {2}",
                    "order：{0} 没有排序方式“{1}”；可选：{2}", kind,
                    toWord(query.order).toStdString(), orderWords(choices));
    }
    if (!query.metric.isEmpty() && !choices.metric) {
        return fail(ErrorCode::Usage, "metric: {0} has no choice of a metric",
                    "metric：{0} 不能选择指标", kind);
    }
    if (query.scale != ChartScale::Automatic && !choices.scale) {
        return fail(ErrorCode::Usage, "scale: {0} counts from 0 and has no other scale",
                    "scale：{0} 从 0 开始计数，没有其他刻度", kind);
    }
    if ((query.yMin || query.yMax) && !choices.yLimits) {
        return fail(ErrorCode::Usage, "{1}: the lines of {0} have names, not values",
                    "{1}：{0} 的纵轴是名称，不是数值", kind, query.yMin ? "y_min" : "y_max");
    }
    if (!query.claim.isEmpty() && query.kind != ChartKind::History) {
        return fail(ErrorCode::Usage, "claim: only a history is of one claim, not {0}",
                    "claim：只有 history 针对单条论断，{0} 不是", kind);
    }
    return {};
}

Result<> applyAxes(ChartSpec &spec, const ChartQuery &query)
{
    const Along x{spec.x,  &ChartPoint::x, &ChartPoint::xLow, query.xMin, query.xMax,
                  "x_min", "x_max"};
    const Along y{spec.y,  &ChartPoint::y, &ChartPoint::yLow, query.yMin, query.yMax,
                  "y_min", "y_max"};
    for (const Along *along : {&x, &y}) {
        if (const auto scaled = setScale(spec, *along, query.scale); !scaled) {
            return scaled;
        }
        if (const auto limited = setLimits(*along); !limited) {
            return limited;
        }
    }
    nameOutside(spec, x, y);
    nameLogScale(spec.x);
    return {};
}

}  // namespace touchstone::compare
