// The ratios of one kernel over the problem size, with their interval as a band.
#include "compare/claim_words.h"
#include "compare/curve_name.h"
#include "compare/dots_apart.h"
#include "compare/operation_name.h"
#include "compare/run_words.h"
#include "compare/sized_runs.h"

#include <QMap>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace touchstone::compare {

namespace {

using measure::RatioResult;
using measure::Sizes;

double bytesOf(const RunInput &run, const RatioResult &ratio)
{
    const auto &variants = run.result.variants;
    const auto baseline = std::find_if(variants.begin(), variants.end(), [&](const auto &variant) {
        return variant.id == ratio.baseline && variant.operation == ratio.operation
               && variant.shape == ratio.shape;
    });
    return baseline == variants.end() ? 0 : baseline->bytes;
}

SizeScale sizeScale(const QVector<const RunInput *> &runs)
{
    std::vector<SizedShape> shapes;
    for (const RunInput *run : runs) {
        for (const RatioResult &ratio : run->result.ratios) {
            if (hasSize(ratio)) {
                shapes.push_back({lineOf(ratio), ratio.sizes, bytesOf(*run, ratio)});
            }
        }
    }
    return scaleOf(shapes);
}

void noteOlderRuns(ChartSpec &spec, const QVector<RunInput> &runs, const QString &kernel)
{
    if (const qsizetype older = runsWithoutSizes(runs, kernel); older > 0) {
        spec.dropped.append(text("Older runs without the sizes of their shapes are left out ({0}); "
                                 "measure again to see them here.",
                                 "未绘出 {0} 次较早的运行：其中没有形状的规模；请重新测量。",
                                 older));
    }
}

struct Curves {
    CurveParts parts;
    // By run, line, family, variants and quantity.
    QMap<QString, ChartSeries> ratios, limits;
    QMap<QString, std::map<double, std::set<Sizes>>> shapes;  // at each place of the axis
};

void addRatio(Curves &curves, ChartSpec &spec, const RunInput &run, const RatioResult &ratio,
              const SizeScale &scale, const ChartInput &input)
{
    const QString kernel = QString::fromStdString(run.result.kernel);
    const Text technique = variantName(input.vocabulary, kernel, ratio.technique);
    const Text baseline = variantName(input.vocabulary, kernel, ratio.baseline);
    const QString shape = QString::fromStdString(ratio.shape);
    const Text line = lineName(scale, ratio, kernel);
    const QString key = QStringLiteral("%1\n%2\n%3\n%4\n%5\n%6")
                                .arg(run.runId, QString::fromStdString(line.en),
                                     QString::fromStdString(ratio.technique),
                                     QString::fromStdString(ratio.baseline),
                                     QString::fromStdString(ratio.quantity), run.machine);
    ChartSeries &curve = curves.ratios[key];
    const CurveKind kind = curveKind(ratio, run, input.rows);
    curve.name = curveName(curves.parts, run, ratio, line, kind.words, input.vocabulary);
    curve.style = kind.style;
    ChartPoint point;
    point.row = int(spec.table.rows.size());
    point.x = scale.place.at({lineOf(ratio), ratio.sizes});
    point.y = ratio.ratio;
    if (onLogAxis(ratio.low) && ratio.low <= ratio.high) {
        point.yLow = ratio.low;
        point.yHigh = ratio.high;
    }
    point.hollow = ratio.verdict == measure::RatioVerdict::Noisy;
    point.label = shape;
    point.detail = same(dayOf(run.at));
    point.runId = run.runId;
    const Text sentence = namedVerdict(QString::fromStdString(run.result.kernel), ratio);
    point.note = text("{0}, {3}: {1}", "{0}，{4}：{2}", ratio.shape, sentence.en, sentence.zh,
                      kind.words.en, kind.words.zh);
    curve.points.append(point);
    curves.shapes[key][point.x].insert(ratio.sizes);
    if (ratio.limit && onLogAxis(*ratio.limit)) {
        ChartSeries &limit = curves.limits[key];
        limit.name = {"limits, in the colours of their curves", "上限（与曲线同色）"};
        limit.style = MarkStyle::Limit;
        ChartPoint bound;
        bound.row = point.row;
        bound.x = point.x;
        bound.y = *ratio.limit;
        bound.label = point.label;
        bound.runId = run.runId;
        limit.points.append(bound);
    }
    spec.table.rows.append(
            {same(point.label), operationName(kernel, ratio), technique, baseline,
             same(ratioText(ratio)), same(orDash(ratio.limit)), same(QString::number(ratio.kept)),
             deviceWords(QString::fromStdString(run.result.device)), kind.words, sentence});
}

OneQuantity quantityOf(const QVector<const RunInput *> &runs, const ChartInput &input)
{
    std::map<std::string, int> counts;
    QVector<ComparisonRow> rows;
    for (const RunInput *run : runs) {
        for (const RatioResult &ratio : run->result.ratios) {
            counts[ratio.quantity] += hasSize(ratio) ? 1 : 0;
        }
    }
    std::erase_if(counts, [](const auto &count) { return count.second == 0; });
    if (!runs.isEmpty()) {
        std::copy_if(input.rows.begin(), input.rows.end(), std::back_inserter(rows),
                     [&runs](const ComparisonRow &row) {
                         return row.kernel.toStdString() == runs.first()->result.kernel;
                     });
    }
    return oneQuantity(counts, input.query.metric, rows, input.vocabulary);
}

Curves curvesOf(ChartSpec &spec, const QVector<const RunInput *> &runs, const ChartInput &input,
                QVector<Measured> &drawn)
{
    const SizeScale scale = sizeScale(runs);
    spec.x.title = scale.title;
    const OneQuantity quantity = quantityOf(runs, input);
    spec.subtitle = quantity.note;
    Curves curves;
    curves.parts = partsOf(runs, quantity);
    if (curves.parts.onlyPair) {
        const Text pair =
                pairName(input.vocabulary, QString::fromStdString(runs.first()->result.kernel),
                         *curves.parts.onlyPair);
        spec.subtitle = joined(text("{0}.", "{1}。", pair.en, pair.zh), quantity.note);
    }
    for (const RunInput *run : runs) {
        for (const RatioResult &ratio : run->result.ratios) {
            if (!isShown(ratio, quantity)) {
                continue;
            }
            if (!onLogAxis(ratio.ratio) || ratio.verdict == measure::RatioVerdict::Invalid
                || !scale.place.contains({lineOf(ratio), ratio.sizes})) {
                spec.dropped.append(text("Shape {0} of run {1}: no valid ratio or size.",
                                         "运行 {1} 的形状 {0}：没有有效的比值或规模。", ratio.shape,
                                         run->runId.toStdString()));
                continue;
            }
            addRatio(curves, spec, *run, ratio, scale, input);
            Measured measured;
            measured.ratio = ratio;
            measured.elsewhere = run->elsewhere;
            drawn.append(measured);
        }
    }
    return curves;
}

void sortBySize(ChartSeries &curve)
{
    std::sort(curve.points.begin(), curve.points.end(),
              [](const ChartPoint &a, const ChartPoint &b) { return a.x < b.x; });
}

// Two points are no curve, and shapes that do not grow together are no family.
bool isCurve(const std::map<double, std::set<Sizes>> &shapes)
{
    constexpr std::size_t fewest = 3;
    const auto grows = [](const Sizes &from, const Sizes &to) {
        return std::equal(from.begin(), from.end(), to.begin(), to.end(),
                          [](const auto &a, const auto &b) {
                              return a.first == b.first && a.second <= b.second;
                          });
    };
    const Sizes *last = nullptr;
    for (const auto &[place, own] : shapes) {
        for (const Sizes &sizes : own) {
            if (last && !grows(*last, sizes)) {
                return false;
            }
            last = &sizes;
        }
    }
    return shapes.size() >= fewest;
}

void addCurves(ChartSpec &spec, Curves &curves, LogRange &range)
{
    for (auto it = curves.ratios.begin(); it != curves.ratios.end(); ++it) {
        ChartSeries &curve = *it;
        curve.line = isCurve(curves.shapes[it.key()]);
        sortBySize(curve);
        for (const ChartPoint &point : curve.points) {
            range.add(point.y);
            if (!point.hollow) {  // the interval of a noisy ratio may span the page
                range.add(point, false);
            }
        }
        spec.series.append(curve);
    }
}

// A bound a thousand times away would press the curves into a line; the table has it all the same.
void addLimits(ChartSpec &spec, Curves &curves, LogRange &range)
{
    constexpr double far = 8;
    const LogRange measured = range;
    const QStringList keys = curves.ratios.keys();
    bool beyond = false;
    for (auto limit = curves.limits.begin(); limit != curves.limits.end(); ++limit) {
        limit->limitOf = keys.indexOf(limit.key());
        limit->line = spec.series[limit->limitOf].line;
        sortBySize(*limit);
        for (const ChartPoint &point : limit->points) {
            if (point.y <= far * measured.high()) {
                range.add(point.y);
            } else {
                beyond = true;
            }
        }
        spec.series.append(*limit);
    }
    if (beyond) {
        spec.dropped.append(Text{"Limits far above all ratios lie outside the axis.",
                                 "远高于所有比值的上限超出坐标轴范围。"});
    }
}

// The size axis starts near its first point, not at 1.
void fitSizes(ChartAxis &axis, const QVector<ChartSeries> &series)
{
    double low = 0, high = 0;
    for (const ChartSeries &curve : series) {
        for (const ChartPoint &point : curve.points) {
            low = low == 0 ? point.x : std::min(low, point.x);
            high = std::max(high, point.x);
        }
    }
    constexpr double air = 1.2;
    axis.log2 = true;
    axis.values = AxisValues::Sizes;
    axis.min = low > 0 ? low / air : 1;
    axis.max = high > 0 ? high * air : 2;
    // Its ticks are powers of two: two of them tell the scale.
    const double first = std::ceil(std::log2(axis.min));
    const double last = std::floor(std::log2(axis.max));
    if (last < first + 1) {
        axis.min = std::min(axis.min, std::exp2(last < first ? last : first));
        axis.max = std::max(axis.max, std::exp2(first + (last < first ? 0 : 1)));
    }
}

// Claims about what the curves show: a claim about memory says nothing about ratios of times.
void addClaims(ChartSpec &spec, const ChartInput &input, const QString &kernel,
               const QVector<Measured> &drawn, LogRange &range)
{
    for (const ComparisonRow &row : input.rows) {
        const bool shown = std::any_of(drawn.begin(), drawn.end(), [&](const Measured &measured) {
            return measured.ratio.quantity == row.quantity.toStdString();
        });
        if (row.kernel != kernel || !row.claimed || !shown) {
            continue;
        }
        const double factor = row.claimed->factor;
        const Text figure = figureText(row.claim);
        const Text label = text("claimed {1}: {0}", "论断 {2}：{0}", paperName(row).toStdString(),
                                figure.en, figure.zh);
        const bool known =
                std::any_of(spec.guides.begin(), spec.guides.end(),
                            [&](const GuideLine &guide) { return guide.label == label; });
        if (!known) {
            spec.guides.append({false, factor, label, MarkStyle::Claim});
            range.add(factor);
        }
    }
}

}  // namespace

ChartSpec ratioOverSize(const ChartInput &input)
{
    ChartSpec spec;
    const QString kernel =
            input.query.kernel.isEmpty() ? kernelWithMostSizes(input.runs) : input.query.kernel;
    spec.title = {"Ratio over problem size", "比值随问题规模的变化"};
    if (!kernel.isEmpty()) {
        const Text name = kernelName(input.vocabulary, kernel);
        spec.title =
                text("Ratio over problem size: {0}", "比值随问题规模的变化：{1}", name.en, name.zh);
    }
    spec.y.title = {"ratio (×)", "比值（×）"};
    spec.guides = {{false, 1, {"break-even", "持平"}, MarkStyle::Guide}};
    spec.table.columns = {{"Shape", "形状"},
                          {"Operation", "算子"},
                          {"Technique", "技术"},
                          {"Baseline", "基线"},
                          {"Ratio [95 %]", "比值 [95%]"},
                          {"Limit", "上限"},
                          {"n", "n"},
                          {"Device", "设备"},
                          {"Evidence and grade", "来源与等级"},
                          {"Verdict", "结论"}};
    QVector<Measured> drawn;
    noteOlderRuns(spec, input.runs, kernel);
    Curves curves = curvesOf(spec, mostSizedRuns(input.runs, kernel), input, drawn);
    LogRange range;
    addCurves(spec, curves, range);
    addClaims(spec, input, kernel, drawn, range);
    addLimits(spec, curves, range);
    range.apply(spec.y);
    fitSizes(spec.x, spec.series);
    spec.legendNote = intervalNote(drawn, false);
    if (moveDotsApart(spec)) {
        spec.legendNote = joined(spec.legendNote, {"Dots of one size are moved apart sideways.",
                                                   "同一规模的点左右错开绘制。"});
    }
    if (drawn.isEmpty()) {
        spec.subtitle = joined({"No run with several problem sizes yet: run a kernel in Bench.",
                                "尚无包含多个问题规模的运行：请在“测量”页运行内核。"},
                               spec.subtitle);
    }
    return spec;
}

}  // namespace touchstone::compare
