// One claim over the times of its runs.
#include "compare/chart_parts.h"
#include "compare/claim_words.h"
#include "compare/past_figures.h"
#include "compare/run_words.h"

#include <QDateTime>
#include <QMap>

#include <algorithm>
#include <cmath>

namespace touchstone::compare {

namespace {

// The claim with the most measurements; one of quality, whose runs are not counted yet, only where
// no factor was measured.
const ComparisonRow *mostMeasured(const QVector<ComparisonRow> &rows)
{
    const auto weight = [](const ComparisonRow &row) {
        return std::pair(row.quality ? 0 : row.measured.size(), row.quality.has_value());
    };
    const auto best = std::max_element(rows.begin(), rows.end(),
                                       [&weight](const ComparisonRow &a, const ComparisonRow &b) {
                                           return weight(a) < weight(b);
                                       });
    return best == rows.end() || weight(*best) == std::pair(qsizetype(0), false) ? nullptr : &*best;
}

// "2026-02-01 10:00"
QString minuteOf(double at)
{
    return QDateTime::fromSecsSinceEpoch(qint64(at), Qt::UTC)
            .toString(QStringLiteral("yyyy-MM-dd hh:mm"));
}

Text seriesName(const PastFigure &figure)
{
    const measure::KernelResult &result = figure.run->result;
    const Text device = deviceWords(QString::fromStdString(result.device));
    const Text preset = presetWords(QString::fromStdString(result.preset));
    const Text machine = machineWords(machineName(*figure.run));
    return text("{0}, kernel version {1} ({2}, threads: {3}, {4})",
                "{7}，内核版本 {1}（{5}，线程数：{3}，{6}）", machine.en, result.kernelVersion,
                device.en, result.threads, preset.en, device.zh, preset.zh, machine.zh);
}

// "0.93 [0.91, 0.95], worse"
Text changeText(const PastFigure &figure)
{
    if (!figure.change) {
        return {"–", "–"};
    }
    const RunChange &change = *figure.change;
    const Text word = change.change == Change::Worse    ? Text{"worse", "变差"}
                      : change.change == Change::Better ? Text{"better", "变好"}
                                                        : Text{"no difference told", "未见差异"};
    const std::string sign = figure.ratio ? "×" : "";
    return text("{4}{0} [{1}, {2}], {3}", "{4}{0} [{1}, {2}]，{5}",
                chartFigure(change.value).toStdString(), chartFigure(change.low).toStdString(),
                chartFigure(change.high).toStdString(), word.en, sign, word.zh);
}

QString figureCell(const PastFigure &figure)
{
    if (figure.ratio) {
        return ratioText(*figure.ratio);
    }
    return figure.low && figure.high
                   ? QStringLiteral("%1 [%2, %3]")
                             .arg(chartFigure(figure.value), chartFigure(*figure.low),
                                  chartFigure(*figure.high))
                   : chartFigure(figure.value);
}

ChartPoint pointOf(const PastFigure &figure, const ComparisonRow &row, int tableRow)
{
    ChartPoint point;
    point.x = figure.at;
    point.y = figure.value;
    point.yLow = figure.low;
    point.yHigh = figure.high;
    point.hollow = !figure.trusted;
    point.label = paperName(row);
    point.detail = same(minuteOf(figure.at));
    point.row = tableRow;
    point.claimId = row.claim.id;
    point.paperId = row.paperId;
    point.runId = figure.run->runId;
    const Text name = seriesName(figure);
    const Text evidence = evidenceWords(figure.evidence, row.grade);
    point.note = text("{0}, {1}: {2} ({3})", "{0}，{4}：{5}（{6}）",
                      minuteOf(figure.at).toStdString(), name.en, figure.sentence.en, evidence.en,
                      name.zh, figure.sentence.zh, evidence.zh);
    if (figure.change) {
        const Text change = changeText(figure);
        point.note.en += " Against the run before: " + change.en + ".";
        point.note.zh += "与前一次运行相比：" + change.zh + "。";
    }
    return point;
}

QVector<Text> tableRow(const PastFigure &figure)
{
    const measure::KernelResult &result = figure.run->result;
    return {same(minuteOf(figure.at)),
            machineWords(machineName(*figure.run)),
            same(QString::number(result.kernelVersion)),
            deviceWords(QString::fromStdString(result.device)),
            same(QString::number(result.threads)),
            presetWords(QString::fromStdString(result.preset)),
            same(figureCell(figure)),
            changeText(figure),
            figure.sentence};
}

void addSeries(ChartSpec &spec, const QVector<PastFigure> &figures, const ComparisonRow &row)
{
    QMap<QString, ChartSeries> curves;
    ChartSeries worse{
            {"worse than the run before", "差于前一次运行"}, MarkStyle::Regression, false, {}};
    for (const PastFigure &figure : figures) {
        const MarkStyle style = styleOf(figure.evidence, row.grade);
        ChartSeries &curve = curves[seriesKeyOf(figure) + QChar(u'\n') + QChar(int(style))];
        curve.name = seriesName(figure);
        curve.style = style;
        curve.points.append(pointOf(figure, row, int(spec.table.rows.size())));
        curve.line = curve.points.size() > 1;
        if (figure.regression()) {
            worse.points.append(curve.points.last());
        }
        spec.table.rows.append(tableRow(figure));
    }
    for (const ChartSeries &curve : std::as_const(curves)) {
        spec.series.append(curve);
    }
    if (!worse.points.isEmpty()) {
        spec.series.append(worse);
    }
}

void addGuides(ChartSpec &spec, const ComparisonRow &row)
{
    const auto add = [&spec](double value, const Text &label, MarkStyle style) {
        if (std::isfinite(value)) {
            spec.guides.append({false, value, label, style});
        }
    };
    const Text figure = figureText(row.claim);
    const Text claimed = text("claimed: {0}", "论断：{1}", figure.en, figure.zh);
    if (row.quality && row.quality->level) {
        add(row.quality->level->claimed, claimed, MarkStyle::Claim);
    } else if (row.quality) {
        add(0, {"no effect", "无效果"}, MarkStyle::Guide);
        if (row.quality->claimed) {
            add(*row.quality->claimed, claimed, MarkStyle::Claim);
        }
    } else {
        add(1, {"break-even", "持平"}, MarkStyle::Guide);
        if (row.claimed) {
            add(row.claimed->factor, claimed, MarkStyle::Claim);
        }
        if (row.limit && onLogAxis(*row.limit)) {
            const std::string limit = chartFigure(*row.limit).toStdString();
            add(*row.limit, text("limit: {0}×", "理论上限：{0}×", limit), MarkStyle::Limit);
        }
    }
}

void fitFactors(ChartSpec &spec)
{
    LogRange range;
    for (const ChartSeries &series : spec.series) {
        for (const ChartPoint &point : series.points) {
            range.add(point.y);
            if (!point.hollow) {  // the interval of a noisy ratio may span the page
                range.add(point, false);
            }
        }
    }
    constexpr double far = 8;
    const double highest = far * range.high();
    for (const GuideLine &guide : spec.guides) {
        if (guide.value <= highest) {
            range.add(guide.value);
        } else {
            const Text &label = guide.label;
            spec.dropped.append(text("Far above all figures, outside the axis: {0}.",
                                     "远高于所有数值，超出坐标轴范围：{1}。", label.en, label.zh));
        }
    }
    range.apply(spec.y);
}

void fitDifferences(ChartSpec &spec)
{
    double low = 0, high = 0;
    bool any = false;
    const auto add = [&](double value) {
        low = any ? std::min(low, value) : value;
        high = any ? std::max(high, value) : value;
        any = true;
    };
    for (const ChartSeries &series : spec.series) {
        for (const ChartPoint &point : series.points) {
            add(point.yLow.value_or(point.y));
            add(point.yHigh.value_or(point.y));
        }
    }
    for (const GuideLine &guide : spec.guides) {
        add(guide.value);
    }
    constexpr double air = 0.06;
    const double margin = std::max({(high - low) * air, std::abs(high) * 1e-3, 1e-6});
    spec.y.min = low - margin;
    spec.y.max = high + margin;
}

void fitTimes(ChartAxis &axis, const QVector<PastFigure> &figures)
{
    constexpr double hour = 3600, air = 0.05;
    axis.title = {"time of the run (UTC)", "运行时间（UTC）"};
    axis.values = AxisValues::Times;
    const double from = figures.isEmpty() ? 0 : figures.first().at;
    const double to = figures.isEmpty() ? 0 : figures.last().at;
    const double margin = std::max((to - from) * air, hour);
    axis.min = from - margin;
    axis.max = to + margin;
}

Text rule(const QVector<PastFigure> &figures)
{
    const auto compared =
            std::find_if(figures.begin(), figures.end(),
                         [](const PastFigure &figure) { return bool(figure.change); });
    if (compared == figures.end()) {
        return {};
    }
    if (compared->quality) {
        return {"A run is worse than the one before on the same machine, kernel version, device, "
                "threads and preset where the 95 % interval of the difference of both figures "
                "(half-widths added in quadrature) lies below 0.",
                "“变差”指：与同一机器、内核版本、设备、线程数和预设的前一次运行相比，两个数值之差的"
                " "
                "95% 区间（半宽按平方和合成）低于 0。"};
    }
    return {"A run is worse than the one before on the same machine, kernel version, device, "
            "threads and preset where the 95 % interval of the quotient of both paired ratios "
            "(half-widths of the logarithms added in quadrature) lies below 1 and the change "
            "exceeds 2 %.",
            "“变差”指：与同一机器、内核版本、设备、线程数和预设的前一次运行相比，两个配对比值之商的"
            " "
            "95% 区间（对数半宽按平方和合成）低于 1，且变化超过 2%。"};
}

Text intervals(const QVector<PastFigure> &figures)
{
    QVector<Measured> drawn;
    for (const PastFigure &figure : figures) {
        if (figure.ratio) {
            drawn.append(Measured());
            drawn.last().ratio = *figure.ratio;
        }
    }
    if (!drawn.isEmpty()) {
        return intervalNote(drawn, false);
    }
    return figures.isEmpty() ? Text{} : Text{"Whiskers: 95 % interval.", "须线：95% 区间。"};
}

void nameAxes(ChartSpec &spec, const ComparisonRow &row, const Vocabulary &vocabulary)
{
    const Text metric = metricName(vocabulary, row.claim.metric);
    const Text figure = figureText(row.claim);
    const std::string paper = paperName(row).toStdString();
    spec.title = text("Runs of one claim: {0}, {1} {2}", "单条论断的历次运行：{0}，{3} {4}", paper,
                      metric.en, figure.en, metric.zh, figure.zh);
    if (!row.quality) {
        spec.y.title = {"improvement factor (×)", "改进倍数（×）"};
        return;
    }
    const Text name = row.quality->level
                              ? metric
                              : text("improvement in {0}", "{1}的改进", metric.en, metric.zh);
    const std::string unit = row.quality->unit.toStdString();
    spec.y.title = unit.empty() ? name : text("{0} ({2})", "{1}（{2}）", name.en, name.zh, unit);
}

}  // namespace

Result<ChartSpec> history(const ChartInput &input)
{
    ChartSpec spec;
    spec.title = {"Runs of one claim", "单条论断的历次运行"};
    spec.y.title = {"improvement factor (×)", "改进倍数（×）"};
    spec.table.columns = {{"Run at (UTC)", "运行时间（UTC）"},
                          {"Machine", "机器"},
                          {"Kernel version", "内核版本"},
                          {"Device", "设备"},
                          {"Threads", "线程数"},
                          {"Preset", "预设"},
                          {"Figure here [95 %]", "本机数值 [95%]"},
                          {"Against the run before [95 %]", "与前一次运行相比 [95%]"},
                          {"Verdict", "结论"}};
    const auto named =
            std::find_if(input.rows.begin(), input.rows.end(), [&](const ComparisonRow &row) {
                return row.claim.id == input.query.claim;
            });
    if (named == input.rows.end() && !input.query.claim.isEmpty()) {
        return fail(ErrorCode::Usage, "claim: {0} is not among the chosen claims",
                    "claim：所选论断中没有 {0}", input.query.claim.toStdString());
    }
    const ComparisonRow *row = named != input.rows.end() ? &*named : mostMeasured(input.rows);
    QVector<PastFigure> figures;
    if (row) {
        QStringList unplaced;
        figures = pastFigures(*row, input.runs, input.vocabulary, unplaced);
        compareWithEarlier(figures);
        nameAxes(spec, *row, input.vocabulary);
        addSeries(spec, figures, *row);
        addGuides(spec, *row);
        for (const QString &run : std::as_const(unplaced)) {
            spec.dropped.append(text("The time of run {0} cannot be read.",
                                     "无法读取运行 {0} 的时间。", run.toStdString()));
        }
    }
    fitTimes(spec.x, figures);
    if (row && row->quality) {
        fitDifferences(spec);
    } else {
        fitFactors(spec);
    }
    spec.legendNote = joined(intervals(figures), rule(figures));
    if (figures.isEmpty()) {
        spec.subtitle = {"No run answers this claim yet: run its kernel in Bench.",
                         "尚无运行可回答该论断：请在“测量”页运行其内核。"};
    }
    return spec;
}

}  // namespace touchstone::compare
