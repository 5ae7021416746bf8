// The ratios of one kernel over the problem size, with their interval as a band.
#include "compare/chart_parts.h"
#include "compare/claim_words.h"

#include <QMap>
#include <QRegularExpression>

#include <algorithm>
#include <set>

namespace touchstone::compare {

namespace {

using measure::RatioResult;

qsizetype sizesOf(const RunInput &run)
{
    std::set<std::string> shapes;
    for (const RatioResult &ratio : run.result.ratios) {
        if (!ratio.shape.empty()) {
            shapes.insert(ratio.shape);
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

// For each device and thread count the run with the most sizes; the newest among equals.
QVector<const RunInput *> bestRuns(const QVector<RunInput> &runs, const QString &kernel)
{
    QMap<QString, const RunInput *> best;
    for (const RunInput &run : runs) {
        if (run.result.kernel != kernel.toStdString() || sizesOf(run) == 0) {
            continue;
        }
        const RunInput *&kept =
                best[QStringLiteral("%1 %2 %3")
                             .arg(run.machine, QString::fromStdString(run.result.device),
                                  QString::number(run.result.threads))];
        if (!kept || std::pair(sizesOf(run), run.at) > std::pair(sizesOf(*kept), kept->at)) {
            kept = &run;
        }
    }
    return {best.begin(), best.end()};
}

QVector<double> numbersIn(const std::string &shape)
{
    static const QRegularExpression digits(QStringLiteral("\\d+"));
    QVector<double> numbers;
    auto found = digits.globalMatch(QString::fromStdString(shape));
    while (found.hasNext()) {
        numbers.append(found.next().captured().toDouble());
    }
    return numbers;
}

// Where each shape stands on the size axis. If a single dimension changes it is the size;
// otherwise the bytes that one call of the baseline moves are, which order shapes by their work.
struct SizeScale {
    Text title;
    QMap<QString, double> place;
};

std::optional<SizeScale> byDimension(const std::set<std::string> &shapes)
{
    const QVector<double> first = numbersIn(*shapes.begin());
    std::set<qsizetype> changing;
    for (const std::string &shape : shapes) {
        const QVector<double> numbers = numbersIn(shape);
        if (numbers.size() != first.size()) {
            return std::nullopt;
        }
        for (qsizetype i = 0; i < numbers.size(); ++i) {
            if (numbers[i] != first[i]) {
                changing.insert(i);
            }
        }
    }
    if (changing.size() != 1) {
        return std::nullopt;
    }
    SizeScale scale;
    for (const std::string &shape : shapes) {
        const double size = numbersIn(shape)[*changing.begin()];
        if (!onLogAxis(size)) {
            return std::nullopt;
        }
        scale.place[QString::fromStdString(shape)] = size;
    }
    scale.title = text("size (the dimension that changes; shapes like {0})",
                       "规模（变化的维度；形状如 {0}）", *shapes.begin());
    return scale;
}

SizeScale byBytes(const QVector<const RunInput *> &runs)
{
    SizeScale scale;
    scale.title = {"bytes moved by one baseline call", "基线一次调用的访存字节数"};
    for (const RunInput *run : runs) {
        for (const measure::VariantResult &variant : run->result.variants) {
            const QString shape = QString::fromStdString(variant.shape);
            if (onLogAxis(variant.bytes)
                && (variant.role == "baseline" || !scale.place.contains(shape))) {
                scale.place[shape] = variant.bytes;
            }
        }
    }
    return scale;
}

SizeScale sizeScale(const QVector<const RunInput *> &runs)
{
    std::set<std::string> shapes;
    for (const RunInput *run : runs) {
        for (const RatioResult &ratio : run->result.ratios) {
            if (!ratio.shape.empty()) {
                shapes.insert(ratio.shape);
            }
        }
    }
    if (!shapes.empty()) {
        if (auto scale = byDimension(shapes)) {
            return *scale;
        }
    }
    return byBytes(runs);
}

struct Curves {
    QMap<QString, ChartSeries> ratios, limits;  // by "technique/baseline/quantity"
};

void addRatio(Curves &curves, ChartSpec &spec, const RunInput &run, const RatioResult &ratio,
              double size, const ChartInput &input)
{
    const QString kernel = QString::fromStdString(run.result.kernel);
    const Text technique = variantName(input.vocabulary, kernel, ratio.technique);
    const Text baseline = variantName(input.vocabulary, kernel, ratio.baseline);
    const QString key = QStringLiteral("%1\n%2\n%3\n%4\n%5")
                                .arg(run.runId, QString::fromStdString(ratio.technique),
                                     QString::fromStdString(ratio.baseline),
                                     QString::fromStdString(ratio.quantity), run.machine);
    ChartSeries &curve = curves.ratios[key];
    const std::string device = run.result.device;
    const std::string quantity = ratio.quantity == "time" ? "" : ratio.quantity + ", ";
    curve.name = text("{0} vs {1} ({2}{3})", "{4} 对 {5}（{2}{3}）", technique.en, baseline.en,
                      quantity, device, technique.zh, baseline.zh);
    curve.line = true;
    ChartPoint point;
    point.x = size;
    point.y = ratio.ratio;
    if (onLogAxis(ratio.low) && ratio.low <= ratio.high) {
        point.yLow = ratio.low;
        point.yHigh = ratio.high;
    }
    point.hollow = ratio.verdict == measure::RatioVerdict::Noisy;
    point.label = QString::fromStdString(ratio.shape);
    point.runId = run.runId;
    const Text sentence = measure::verdictSentence(ratio);
    point.note = text("{0}: {1}", "{0}：{2}", ratio.shape, sentence.en, sentence.zh);
    curve.points.append(point);
    if (ratio.limit && onLogAxis(*ratio.limit)) {
        ChartSeries &limit = curves.limits[key];
        limit.name = text("limit of {0}", "{1} 的上限", technique.en, technique.zh);
        limit.style = MarkStyle::Limit;
        limit.line = true;
        ChartPoint bound;
        bound.x = size;
        bound.y = *ratio.limit;
        bound.label = point.label;
        bound.runId = run.runId;
        limit.points.append(bound);
    }
    spec.table.rows.append({same(point.label), technique, baseline, same(ratioText(ratio)),
                            same(orDash(ratio.limit)), same(QString::number(ratio.kept)),
                            same(QString::fromStdString(device)), sentence});
}

Curves curvesOf(ChartSpec &spec, const QVector<const RunInput *> &runs, const ChartInput &input,
                QVector<Measured> &drawn)
{
    const SizeScale scale = sizeScale(runs);
    spec.x.title = scale.title;
    Curves curves;
    for (const RunInput *run : runs) {
        for (const RatioResult &ratio : run->result.ratios) {
            const QString shape = QString::fromStdString(ratio.shape);
            if (ratio.shape.empty()) {
                continue;
            }
            if (!onLogAxis(ratio.ratio) || ratio.verdict == measure::RatioVerdict::Invalid
                || !scale.place.contains(shape)) {
                spec.dropped.append(text("Shape {0} of run {1}: no valid ratio or size.",
                                         "运行 {1} 的形状 {0}：没有有效的比值或规模。", ratio.shape,
                                         run->runId.toStdString()));
                continue;
            }
            addRatio(curves, spec, *run, ratio, scale.place[shape], input);
            Measured measured;
            measured.ratio = ratio;
            drawn.append(measured);
        }
    }
    return curves;
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

void addClaims(ChartSpec &spec, const ChartInput &input, const QString &kernel, LogRange &range)
{
    for (const ComparisonRow &row : input.rows) {
        if (row.kernel != kernel || !row.claimed) {
            continue;
        }
        const double factor = row.claimed->factor;
        const Text figure = figureText(row.claim);
        const Text label = text("claimed {1}: {0}", "声称 {2}：{0}", paperName(row).toStdString(),
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
                          {"Device", "设备"},   {"Verdict", "结论"}};
    QVector<Measured> drawn;
    Curves curves = curvesOf(spec, bestRuns(input.runs, kernel), input, drawn);
    LogRange range;
    for (auto *group : {&curves.ratios, &curves.limits}) {
        for (ChartSeries &curve : *group) {
            std::sort(curve.points.begin(), curve.points.end(),
                      [](const ChartPoint &a, const ChartPoint &b) { return a.x < b.x; });
            for (const ChartPoint &point : curve.points) {
                range.add(point, false);
            }
            spec.series.append(curve);
        }
    }
    addClaims(spec, input, kernel, range);
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
