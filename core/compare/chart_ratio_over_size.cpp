// The ratios of one kernel over the problem size, with their interval as a band.
#include "compare/chart_parts.h"
#include "compare/claim_words.h"
#include "compare/run_order.h"
#include "compare/size_scale.h"

#include <QMap>

#include <algorithm>
#include <set>

namespace touchstone::compare {

namespace {

using measure::RatioResult;

SizeLine lineOf(const RatioResult &ratio)
{
    return {ratio.operation, ratio.group};
}

// A ratio of one shape whose dimensions were stored; older results have only a label.
bool hasSize(const RatioResult &ratio)
{
    return !ratio.shape.empty() && !ratio.sizes.empty();
}

qsizetype sizesOf(const RunInput &run)
{
    std::set<std::pair<SizeLine, measure::Sizes>> shapes;
    for (const RatioResult &ratio : run.result.ratios) {
        if (hasSize(ratio)) {
            shapes.insert({lineOf(ratio), ratio.sizes});
        }
    }
    return qsizetype(shapes.size());
}

QString kernelWithMostSizes(const QVector<RunInput> &runs)
{
    QString kernel;
    qsizetype most = 0;
    for (const RunInput &run : runs) {
        if (const qsizetype sizes = sizesOf(run); sizes > most) {
            most = sizes;
            kernel = QString::fromStdString(run.result.kernel);
        }
    }
    return kernel;
}

// For each device and thread count the run with the most sizes; the best among equals.
QVector<const RunInput *> bestRuns(const QVector<RunInput> &runs, const QString &kernel)
{
    QMap<QString, const RunInput *> best;
    for (const RunInput *run : bestFirst(runs)) {
        if (run->result.kernel != kernel.toStdString() || sizesOf(*run) == 0) {
            continue;
        }
        const RunInput *&kept =
                best[QStringLiteral("%1 %2 %3")
                             .arg(run->machine, QString::fromStdString(run->result.device),
                                  QString::number(run->result.threads))];
        if (!kept || sizesOf(*run) > sizesOf(*kept)) {
            kept = run;
        }
    }
    return {best.begin(), best.end()};
}

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

// Runs from before sizes were stored cannot be placed on the axis.
void noteOlderRuns(ChartSpec &spec, const QVector<RunInput> &runs, const QString &kernel)
{
    const auto older = std::count_if(runs.begin(), runs.end(), [&](const RunInput &run) {
        const auto &ratios = run.result.ratios;
        return (kernel.isEmpty() || run.result.kernel == kernel.toStdString()) && sizesOf(run) == 0
               && std::any_of(ratios.begin(), ratios.end(),
                              [](const RatioResult &ratio) { return !ratio.shape.empty(); });
    });
    if (older > 0) {
        spec.dropped.append(text("Older runs without the sizes of their shapes are left out ({0}); "
                                 "measure again to see them here.",
                                 "未绘出 {0} 次较早的运行：其中没有形状的规模；请重新测量。",
                                 older));
    }
}

struct Curves {
    // By run, line, variants and quantity.
    QMap<QString, ChartSeries> ratios, limits;
};

// What tells the line from others of the same variants: "prefill, long, tokens".
std::string lineName(const SizeScale &scale, const SizeLine &line)
{
    const auto dimension = scale.dimension.find(line);
    std::string name;
    for (const std::string &part :
         {line.operation, line.group,
          dimension == scale.dimension.end() ? std::string() : dimension->second}) {
        name += part.empty() ? "" : part + ", ";
    }
    return name;
}

// How the curve is drawn and named: as the claim that its ratio is compared with.
struct CurveKind {
    MarkStyle style = MarkStyle::Measurement;
    Text words;
};

CurveKind kindOf(const RatioResult &ratio, const RunInput &run, const QVector<ComparisonRow> &rows)
{
    const QString kernel = QString::fromStdString(run.result.kernel);
    const ComparisonRow *row = rowAbout(ratio, kernel, rows);
    const auto evidence = row ? row->measured.first().ratio.evidence : ratio.evidence;
    const std::optional<Grade> grade = row ? row->grade : std::nullopt;
    return {styleOf(evidence, grade), evidenceWords(evidence, grade, run.elsewhere)};
}

Text curveName(const Text &technique, const Text &baseline, const RunInput &run,
               const RatioResult &ratio, const std::string &line, const Text &kind)
{
    const std::string quantity = ratio.quantity == "time" ? "" : ratio.quantity + ", ";
    return text("{0} vs {1} ({2}{3}{4}; {7})", "{5} 对 {6}（{2}{3}{4}；{8}）", technique.en,
                baseline.en, line, quantity, run.result.device, technique.zh, baseline.zh, kind.en,
                kind.zh);
}

void addRatio(Curves &curves, ChartSpec &spec, const RunInput &run, const RatioResult &ratio,
              const SizeScale &scale, const ChartInput &input)
{
    const QString kernel = QString::fromStdString(run.result.kernel);
    const Text technique = variantName(input.vocabulary, kernel, ratio.technique);
    const Text baseline = variantName(input.vocabulary, kernel, ratio.baseline);
    const QString shape = QString::fromStdString(ratio.shape);
    const std::string line = lineName(scale, lineOf(ratio));
    const QString key = QStringLiteral("%1\n%2\n%3\n%4\n%5\n%6")
                                .arg(run.runId, QString::fromStdString(line),
                                     QString::fromStdString(ratio.technique),
                                     QString::fromStdString(ratio.baseline),
                                     QString::fromStdString(ratio.quantity), run.machine);
    ChartSeries &curve = curves.ratios[key];
    const CurveKind kind = kindOf(ratio, run, input.rows);
    curve.name = curveName(technique, baseline, run, ratio, line, kind.words);
    curve.style = kind.style;
    curve.line = true;
    ChartPoint point;
    point.x = scale.place.at({lineOf(ratio), ratio.sizes});
    point.y = ratio.ratio;
    if (onLogAxis(ratio.low) && ratio.low <= ratio.high) {
        point.yLow = ratio.low;
        point.yHigh = ratio.high;
    }
    point.hollow = ratio.verdict == measure::RatioVerdict::Noisy;
    point.label = shape;
    point.runId = run.runId;
    const Text sentence = measure::verdictSentence(ratio);
    point.note = text("{0}, {3}: {1}", "{0}，{4}：{2}", ratio.shape, sentence.en, sentence.zh,
                      kind.words.en, kind.words.zh);
    curve.points.append(point);
    if (ratio.limit && onLogAxis(*ratio.limit)) {
        ChartSeries &limit = curves.limits[key];
        limit.name = {"limits, in the colours of their curves", "上限（与曲线同色）"};
        limit.style = MarkStyle::Limit;
        limit.line = true;
        ChartPoint bound;
        bound.x = point.x;
        bound.y = *ratio.limit;
        bound.label = point.label;
        bound.runId = run.runId;
        limit.points.append(bound);
    }
    spec.table.rows.append({same(point.label), technique, baseline, same(ratioText(ratio)),
                            same(orDash(ratio.limit)), same(QString::number(ratio.kept)),
                            same(QString::fromStdString(run.result.device)), kind.words, sentence});
}

Curves curvesOf(ChartSpec &spec, const QVector<const RunInput *> &runs, const ChartInput &input,
                QVector<Measured> &drawn)
{
    const SizeScale scale = sizeScale(runs);
    spec.x.title = scale.title;
    Curves curves;
    for (const RunInput *run : runs) {
        for (const RatioResult &ratio : run->result.ratios) {
            if (!hasSize(ratio)) {
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

void addCurves(ChartSpec &spec, Curves &curves, LogRange &range)
{
    for (ChartSeries &curve : curves.ratios) {
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
    axis.log2 = true;
    axis.min = low > 0 ? low / 1.2 : 1;
    axis.max = high > 0 ? high * 1.2 : 2;
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
    spec.table.columns = {{"Shape", "形状"},    {"Technique", "技术"},
                          {"Baseline", "基线"}, {"Ratio [95 %]", "比值 [95%]"},
                          {"Limit", "上限"},    {"n", "n"},
                          {"Device", "设备"},   {"Evidence and grade", "来源与等级"},
                          {"Verdict", "结论"}};
    QVector<Measured> drawn;
    noteOlderRuns(spec, input.runs, kernel);
    Curves curves = curvesOf(spec, bestRuns(input.runs, kernel), input, drawn);
    LogRange range;
    addCurves(spec, curves, range);
    addClaims(spec, input, kernel, drawn, range);
    addLimits(spec, curves, range);
    range.apply(spec.y);
    fitSizes(spec.x, spec.series);
    spec.legendNote = intervalNote(drawn, false);
    if (drawn.isEmpty()) {
        spec.subtitle = {"No run with several problem sizes yet: run a kernel in Bench.",
                         "尚无包含多个问题规模的运行：请在“测量”页运行内核。"};
    }
    return spec;
}

}  // namespace touchstone::compare
