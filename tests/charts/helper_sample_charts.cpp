#include "charts/sample_charts.h"

#include <cmath>

namespace touchstone::samples {

using namespace compare;

namespace {

Text same(const QString &text)
{
    return {text.toStdString(), text.toStdString()};
}

// Repeatable values between 0 and 1, different for each i.
double spread(int i)
{
    const double value = std::sin(i * 12.9898 + 4.1414) * 43758.5453;
    return value - std::floor(value);
}

QString nameOf(int i)
{
    static const QStringList names{QStringLiteral("FlashOmni"),    QStringLiteral("Q-ROAR"),
                                   QStringLiteral("DuoServe-MoE"), QStringLiteral("Quartz"),
                                   QStringLiteral("CAST"),         QStringLiteral("dVLA"),
                                   QStringLiteral("Astra"),        QStringLiteral("HilbertA")};
    return i < names.size() ? names[i]
                            : QStringLiteral("Paper %1 with a rather long short name").arg(i);
}

ChartPoint pointOf(int i, double x, double y)
{
    ChartPoint point;
    point.x = x;
    point.y = y;
    point.label = nameOf(i);
    point.claimId = QStringLiteral("claim-%1").arg(i);
    point.runId = QStringLiteral("run-%1").arg(i);
    point.paperId = QStringLiteral("paper-%1").arg(i);
    point.note = text("{0}: {1}× measured", "{0}：实测 {1}×", nameOf(i).toStdString(), x);
    return point;
}

void interval(ChartPoint &point, bool alongX, double relative)
{
    const double value = alongX ? point.x : point.y;
    (alongX ? point.xLow : point.yLow) = value / (1 + relative);
    (alongX ? point.xHigh : point.yHigh) = value * (1 + relative);
}

void byLine(ChartSpec &spec, int points)
{
    spec.x = {
            {"improvement factor (×, log scale)", "改进倍数（×，对数刻度）"}, true, 0.45, 9.5, {}};
    spec.guides = {{true, 1, {"break-even", "持平"}, MarkStyle::Guide}};
    spec.figureTitles = {{"claimed", "论断"}, {"measured [95 %]", "实测 [95%]"}};
    for (int i = 0; i < points; ++i) {
        const double claimed = 1.2 + 6 * spread(i);
        const double measured = 0.6 + 0.7 * claimed * spread(i + 17);
        spec.y.categories.append(same(nameOf(i)));
        if (spec.kind == ChartKind::ClaimsVsMeasured) {
            spec.y.details.append(Text{"end-to-end speedup (×)", "端到端加速比（×）"});
        }
        ChartPoint claim = pointOf(i, claimed, i);
        claim.hollow = i % 3 == 1;
        if (i % 4 == 2) {
            interval(claim, true, 0.25);
        }
        ChartPoint run = pointOf(i, measured, i);
        interval(run, true, 0.02 + 0.1 * spread(i + 5));
        ChartPoint limit = pointOf(i, claimed * 1.15, i);
        ChartPoint naive = pointOf(i, measured * 1.6, i);
        const auto addPoint = [&spec](qsizetype series, const ChartPoint &point) {
            if (series < spec.series.size()) {
                spec.series[series].points.append(point);
            }
        };
        addPoint(0, claim);
        if (i % 4 == 3) {  // a figure that a parameter decides
            run.bandLow = measured / 2;
            run.bandHigh = measured * 40;  // beyond the axis
        }
        const bool otherEvidence = spec.kind == ChartKind::ClaimsVsMeasured && i % 4 == 3;
        addPoint(otherEvidence ? 4 + i / 4 % 3 : 1, run);
        if (i % 2 == 0) {
            addPoint(2, naive);
        }
        addPoint(3, limit);
        spec.figures.append(
                {same(QString::number(claimed, 'f', 2) + QStringLiteral("×")),
                 same(QString::number(measured, 'f', 2) + QStringLiteral(" [1.01, 1.2]"))});
    }
}

void scatter(ChartSpec &spec, int points)
{
    spec.x = {{"measured factor (×, log scale)", "实测倍数（×，对数刻度）"}, true, 0.6, 9, {}};
    spec.y = {{"claimed factor (×)", "论断倍数（×）"}, true, 0.6, 9, {}};
    for (int i = 0; i < points; ++i) {
        ChartPoint point = pointOf(i, 0.8 + 5 * spread(i), 1 + 7 * spread(i + 3));
        interval(point, true, 0.08);
        point.hollow = i % 4 == 0;
        spec.series[0].points.append(point);
    }
    ChartPoint from, to;
    from.x = from.y = 0.6;
    to.x = to.y = 9;
    if (points > 0) {
        spec.series[1].points = {from, to};
    }
}

void sizes(ChartSpec &spec, int points)
{
    spec.x = {{"size n (shapes nxn)", "规模 n（形状 nxn）"}, true, 50, 80000, {}};
    spec.y = {{"ratio (×)", "比值（×）"}, true, 0.7, 3.4, {}};
    spec.guides = {
            {false, 1, {"break-even", "持平"}, MarkStyle::Guide},
            {false, 2.3, {"claimed 2.3×: FlashOmni", "论断 2.3×：FlashOmni"}, MarkStyle::Claim}};
    for (int i = 0; i < points; ++i) {
        const double size = 64 * std::exp2(10.0 * i / std::max(1, points - 1));
        for (int curve = 0; curve < 2; ++curve) {
            ChartPoint point =
                    pointOf(i, size, 0.9 + 1.3 * (i + 1) / points - 0.4 * curve + 0.1 * spread(i));
            interval(point, false, 0.08);
            spec.series[curve].points.append(point);
        }
        spec.series[2].points.append(pointOf(i, size, 2.9));
        spec.series[3].points.append(pointOf(i, size, 2.4));
    }
}

void roof(ChartSpec &spec, int points)
{
    spec.x = {{"arithmetic intensity (flop/byte)", "算术强度（flop/byte）"}, true, 0.1, 100, {}};
    spec.y = {{"GFLOP/s", "GFLOP/s"}, true, 0.5, 120, {}};
    for (int i = 0; i < points; ++i) {
        const double intensity = 0.15 * std::exp2(8 * spread(i));
        const double attainable = std::min(80.0, 10 * intensity);
        ChartPoint point = pointOf(i, intensity, attainable * (0.4 + 0.5 * spread(i + 1)));
        spec.series[i % 3].points.append(point);
    }
    if (points > 0) {
        ChartPoint a, b, c;
        a.x = 0.1, a.y = 1, b.x = 8, b.y = 80, c.x = 100, c.y = 80;
        spec.series[3].points = {a, b, c};
    }
}

void history(ChartSpec &spec, int points)
{
    constexpr double start = 1.78e9, day = 86400;
    spec.x = {
            {"time of the run (UTC)", "运行时间（UTC）"}, false, start - day, start + 60 * day, {}};
    spec.x.values = AxisValues::Times;
    spec.y = {{"ratio (×)", "比值（×）"}, true, 0.7, 3.4, {}};
    spec.guides = {{false, 2.3, {"claimed: 2.3×", "论断：2.3×"}, MarkStyle::Claim},
                   {false, 3.1, {"limit: 3.1×", "理论上限：3.1×"}, MarkStyle::Limit}};
    for (int i = 0; i < points; ++i) {
        ChartPoint point = pointOf(i, start + 58 * day * i / points, 1.2 + 0.6 * spread(i));
        interval(point, false, 0.06);
        point.detail = same(QStringLiteral("2026-06-%1").arg(i));
        spec.series[0].points.append(point);
        if (i % 5 == 1) {
            spec.series[1].points.append(point);
        }
    }
}

void overview(ChartSpec &spec, int lines)
{
    spec.x = {{"claims", "论断数"}, false, 0, 26, {}};
    spec.x.values = AxisValues::Counts;
    spec.figureTitles = {{"answered", "已有结论"}, {"claims", "论断数"}};
    for (int i = 0; i < lines; ++i) {
        spec.y.categories.append(
                text("technique {0}, of a longer name", "第 {0} 种较长名称的技术", i));
        int total = 0;
        for (qsizetype k = 0; k < spec.series.size(); ++k) {
            const int count = int(spread(i * 5 + int(k)) * 7);
            total += count;
            if (count > 0) {
                spec.series[k].points.append(pointOf(i, count, i));
                spec.series[k].points.last().note = {};
                spec.series[k].points.last().detail = spec.series[k].name;
            }
        }
        spec.figures.append({same(QString::number(total / 2)), same(QString::number(total))});
    }
}

ChartSeries counted(const Text &name, Outcome outcome)
{
    ChartSeries series{name, MarkStyle::Count, false, {}};
    series.stacked = true;
    series.outcome = outcome;
    return series;
}

ChartSeries series(const Text &name, MarkStyle style, bool line = false)
{
    return {name, style, line, {}};
}

QVector<ChartSeries> seriesOf(ChartKind kind)
{
    const ChartSeries claimed = series({"claimed in the paper", "论文的论断"}, MarkStyle::Claim);
    const ChartSeries measured = series({"measured here", "本机实测"}, MarkStyle::Measurement);
    const ChartSeries naive =
            series({"against the naive baseline", "相对朴素基线"}, MarkStyle::Naive);
    const ChartSeries limit = series({"limit", "理论上限"}, MarkStyle::Limit);
    switch (kind) {
    case ChartKind::ClaimsVsMeasured:
        return {claimed,
                measured,
                naive,
                limit,
                series({"measured here, proxy (PX)", "本机实测，代理量（PX）"}, MarkStyle::Proxy),
                series({"computed", "计算"}, MarkStyle::Computed),
                series({"simulated", "仿真"}, MarkStyle::Simulated)};
    case ChartKind::ClaimedOverMeasured:
        return {measured, series({"claimed = measured", "论断 = 实测"}, MarkStyle::Guide, true)};
    case ChartKind::TechniqueStrip:
        return {claimed, measured};
    case ChartKind::RatioOverSize: {
        const auto limitOf = [](qsizetype curve) {
            ChartSeries bound = series({"limits", "上限"}, MarkStyle::Limit, true);
            bound.limitOf = curve;
            return bound;
        };
        return {series({"tiles vs dense (cpu)", "分块 对 稠密（cpu）"}, MarkStyle::Measurement,
                       true),
                series({"tiles vs naive (cpu)", "分块 对 朴素（cpu）"}, MarkStyle::Measurement,
                       true),
                limitOf(0), limitOf(1)};
    }
    case ChartKind::Roofline:
        return {series({"technique", "技术"}, MarkStyle::Measurement),
                series({"strong baseline", "强基线"}, MarkStyle::Baseline), naive,
                series({"probed: 80 GFLOP/s, 10 GB/s", "实测上限：80 GFLOP/s，10 GB/s"},
                       MarkStyle::Limit, true)};
    case ChartKind::BaselineShare:
        return {naive, measured};
    case ChartKind::History:
        return {series({"this machine, kernel version 2 (cpu, threads: 8, large)",
                        "本机，内核版本 2（cpu，线程数：8，large）"},
                       MarkStyle::Measurement, true),
                series({"worse than the run before", "差于前一次运行"}, MarkStyle::Regression)};
    case ChartKind::VerdictOverview:
        return {counted({"consistent", "一致"}, Outcome::Consistent),
                counted({"not observed", "未观察到"}, Outcome::NotObserved),
                counted({"not run yet", "尚未运行"}, Outcome::NotRun),
                counted({"no kernel", "没有内核"}, Outcome::NoKernel)};
    }
    return {};
}

}  // namespace

ChartSpec chart(ChartKind kind, int points)
{
    ChartSpec spec;
    spec.kind = kind;
    spec.title = {"Claimed and measured: sparse attention", "论断与实测：稀疏注意力"};
    spec.series = seriesOf(kind);
    ChartQuery query;
    query.kind = kind;
    query.technique = QStringLiteral("sparsity");
    spec.query = toJson(query);
    spec.dataHash = QStringLiteral("0123456789abcdef");
    spec.legendNote = {"Whiskers: 95 % interval of the ratio; n = 128 rounds in 8 processes. "
                       "Hollow: a bound, or a figure that is open to doubt.",
                       "须线：比值的 95% 区间；n = 128 轮，8 个进程。空心：界限值或存疑的数值。"};
    if (points == 0) {
        spec.subtitle = {"Nothing measured yet: run the kernels of these papers in Bench.",
                         "尚无实测：请在“测量”页运行这些论文的内核。"};
    }
    spec.table.columns = {{"Paper", "论文"}, {"Measured [95 %]", "实测 [95%]"}};
    for (int i = 0; i < points; ++i) {
        spec.table.rows.append({same(nameOf(i)), same(QString::number(1 + spread(i), 'f', 2))});
    }
    switch (kind) {
    case ChartKind::ClaimsVsMeasured:
    case ChartKind::TechniqueStrip:
    case ChartKind::BaselineShare:
        byLine(spec, points);
        break;
    case ChartKind::ClaimedOverMeasured:
        scatter(spec, points);
        break;
    case ChartKind::RatioOverSize:
        sizes(spec, points);
        break;
    case ChartKind::Roofline:
        roof(spec, points);
        break;
    case ChartKind::History:
        history(spec, points);
        break;
    case ChartKind::VerdictOverview:
        overview(spec, points);
        break;
    }
    return spec;
}

ChartSpec hostileChart()
{
    ChartSpec spec = chart(ChartKind::ClaimsVsMeasured, 8);
    const QStringList names{QStringLiteral("100% & \\input{/etc/passwd} $x_1^2$ #~{}"),
                            QStringLiteral("</text><script>alert('x')</script>]]>"),
                            QStringLiteral("=HYPERLINK(\"http://example.invalid\",\"click\")"),
                            QStringLiteral("| a | b |\n<img src=x onerror=alert(1)>"),
                            QStringLiteral("%1 %2 {0} {1} %n"),
                            QStringLiteral("tab\tbell\u0007null") + QChar(0) + QChar(0xD800),
                            QStringLiteral("W").repeated(400),
                            QStringLiteral("大语言模型推理加速方法").repeated(30)};
    spec.title = {"50% & <b>bold</b> \\textbf{x}", "50% & <b>粗体</b> \\textbf{x}"};
    for (int i = 0; i < names.size(); ++i) {
        spec.y.categories[i] = same(names[i]);
        spec.series[0].points[i].label = names[i];
        spec.series[0].points[i].note = same(names[i]);
        spec.table.rows[i][0] = same(names[i]);
    }
    spec.dropped = {same(names[1]), same(names[0])};
    return spec;
}

}  // namespace touchstone::samples
