// Roofline (Williams, Waterman and Patterson, CACM 52(4), 2009): attainable GFLOP/s is the smaller
// of peak and intensity times bandwidth. Peak and bandwidth are probed, never nominal.
#include "compare/chart_parts.h"
#include "compare/claim_words.h"
#include "compare/run_order.h"

#include <QMap>

#include <algorithm>
#include <cmath>

namespace touchstone::compare {

namespace {

struct Roof {
    std::optional<double> gflops, gbps;
};

// One roof for each machine, device and thread count.
QString placeOf(const RunInput &run)
{
    return QStringLiteral("%1\n%2\n%3")
            .arg(run.machine, QString::fromStdString(run.result.device),
                 QString::number(run.result.threads));
}

std::optional<double> probe(const RunInput &run, const std::string &name)
{
    const auto found = run.probes.find(name);
    return found != run.probes.end() && onLogAxis(found->second) ? std::optional(found->second)
                                                                 : std::nullopt;
}

Roof probedRoof(const RunInput &run)
{
    if (run.result.device != "cpu") {
        return {};
    }
    const std::string threads = run.result.threads == 1 ? "1t" : "all";
    Roof roof{probe(run, "fma_" + threads + "_gflops"), probe(run, "read_" + threads + "_gbps")};
    return roof;
}

struct Place {
    double intensity = 0, gflops = 0, attainable = 0;  // attainable 0: not known
};

std::optional<Place> placeOnRoofline(const measure::VariantResult &variant)
{
    if (!onLogAxis(variant.flops) || !onLogAxis(variant.bytes) || !onLogAxis(variant.medianNs)) {
        return std::nullopt;
    }
    Place place;
    place.intensity = variant.flops / variant.bytes;
    place.gflops = variant.flops / variant.medianNs;  // flops a nanosecond
    if (onLogAxis(variant.peakShare)) {
        place.attainable = place.gflops / variant.peakShare;
    }
    return place;
}

// Stored shares tell the attainable rate at single intensities. Points under the slope share one
// bandwidth, points under the flat part one peak; where all points are of one kind the other
// ceiling stays unknown and is not drawn.
Roof roofFromShares(const QVector<Place> &places)
{
    Roof roof;
    double gflops = 0, gbps = 0, lowestGflops = 0, lowestGbps = 0;
    for (const Place &place : places) {
        if (place.attainable <= 0) {
            continue;
        }
        const double bandwidth = place.attainable / place.intensity;
        gflops = std::max(gflops, place.attainable);
        gbps = std::max(gbps, bandwidth);
        lowestGflops =
                lowestGflops == 0 ? place.attainable : std::min(lowestGflops, place.attainable);
        lowestGbps = lowestGbps == 0 ? bandwidth : std::min(lowestGbps, bandwidth);
    }
    constexpr double rounding = 1.01;
    if (gflops > 0 && lowestGbps * rounding >= gbps) {
        roof.gbps = gbps;  // all on the slope
    } else if (gflops > 0 && lowestGflops * rounding >= gflops) {
        roof.gflops = gflops;  // all on the flat part
    } else if (gflops > 0) {
        roof = {gflops, gbps};
    }
    return roof;
}

ChartPoint guidePoint(double x, double y)
{
    ChartPoint point;
    point.x = x;
    point.y = y;
    return point;
}

ChartSeries roofSeries(const Roof &roof, const Text &name, double from, double to)
{
    ChartSeries series{name, MarkStyle::Limit, true, {}};
    const auto at = [&roof](double intensity) {
        const double slope = roof.gbps ? *roof.gbps * intensity : INFINITY;
        return std::min(slope, roof.gflops.value_or(INFINITY));
    };
    series.points.append(guidePoint(from, at(from)));
    if (roof.gbps && roof.gflops) {
        const double ridge = *roof.gflops / *roof.gbps;
        if (ridge > from && ridge < to) {
            series.points.append(guidePoint(ridge, *roof.gflops));
        }
    }
    series.points.append(guidePoint(to, at(to)));
    return series;
}

Text roofName(const Roof &roof, const RunInput &run)
{
    const std::string peak = roof.gflops ? shortNumber(*roof.gflops).toStdString() : "?";
    const std::string band = roof.gbps ? shortNumber(*roof.gbps).toStdString() : "?";
    return text("probed: {0} GFLOP/s, {1} GB/s ({2}, threads: {3})",
                "实测上限：{0} GFLOP/s，{1} GB/s（{2}，线程数：{3}）", peak, band,
                run.result.device, run.result.threads);
}

// The best run of every kernel and place.
QVector<const RunInput *> bestRuns(const QVector<RunInput> &runs, const QStringList &kernels)
{
    QMap<QString, const RunInput *> best;
    for (const RunInput *run : bestFirst(runs)) {
        const QString kernel = QString::fromStdString(run->result.kernel);
        if (kernels.isEmpty() || kernels.contains(kernel)) {
            const QString key = kernel + QLatin1Char('\n') + placeOf(*run);
            if (!best.contains(key)) {
                best.insert(key, run);
            }
        }
    }
    return {best.begin(), best.end()};
}

MarkStyle styleOf(const std::string &role)
{
    switch (fromWord(roleTerms, role).value_or(Role::Baseline)) {
    case Role::Technique:
        return MarkStyle::Measurement;
    case Role::Naive:
        return MarkStyle::Naive;
    case Role::Baseline:
        break;
    }
    return MarkStyle::Baseline;
}

void addVariant(ChartSpec &spec, const RunInput &run, const measure::VariantResult &variant,
                const Place &place, const Vocabulary &vocabulary)
{
    const QString kernel = QString::fromStdString(run.result.kernel);
    const Text name = variantName(vocabulary, kernel, variant.id);
    const Text kernelText = kernelName(vocabulary, kernel);
    ChartPoint point;
    point.x = place.intensity;
    point.y = place.gflops;
    point.label = QString::fromStdString(variant.id);
    point.runId = run.runId;
    const std::string share =
            variant.peakShare > 0 ? std::to_string(std::lround(variant.peakShare * 100)) : "?";
    point.note =
            text("{0}, {1}, {2}: {3} GFLOP/s at {4} flop/byte, {5} % of the probed limit",
                 "{6}，{7}，{2}：{4} flop/byte 时 {3} GFLOP/s，为实测上限的 {5}%", kernelText.en,
                 name.en, variant.shape, shortNumber(place.gflops).toStdString(),
                 shortNumber(place.intensity).toStdString(), share, kernelText.zh, name.zh);
    for (ChartSeries &series : spec.series) {
        if (series.style == styleOf(variant.role)) {
            series.points.append(point);
        }
    }
    spec.table.rows.append({kernelText,
                            name,
                            {variant.shape, variant.shape},
                            same(shortNumber(place.intensity)),
                            same(shortNumber(place.gflops)),
                            {share + " %", share + "%"},
                            {run.result.device, run.result.device}});
}

void fit(ChartAxis &axis, double low, double high)
{
    axis.log2 = true;
    axis.min = low > 0 ? low / 1.5 : 1;
    axis.max = high > 0 ? high * 1.5 : 2;
}

void fitAxes(ChartSpec &spec, double roofHigh)
{
    double xLow = 0, xHigh = 0, yLow = 0, yHigh = roofHigh;
    for (const ChartSeries &series : spec.series) {
        for (const ChartPoint &point : series.points) {
            xLow = xLow == 0 ? point.x : std::min(xLow, point.x);
            xHigh = std::max(xHigh, point.x);
            yLow = yLow == 0 ? point.y : std::min(yLow, point.y);
            yHigh = std::max(yHigh, point.y);
        }
    }
    fit(spec.x, xLow, xHigh);
    fit(spec.y, yLow, yHigh);
}

struct Group {
    const RunInput *run = nullptr;
    QVector<Place> places;
};

void addRoofs(ChartSpec &spec, const QMap<QString, Group> &groups)
{
    QVector<std::pair<Roof, Text>> roofs;
    double highest = 0;
    for (const Group &group : groups) {
        Roof roof = probedRoof(*group.run);
        if (!roof.gflops && !roof.gbps) {
            roof = roofFromShares(group.places);
        }
        if (roof.gflops || roof.gbps) {
            roofs.append({roof, roofName(roof, *group.run)});
            highest = std::max(highest, roof.gflops.value_or(0));
        }
    }
    fitAxes(spec, highest);
    for (const auto &[roof, name] : roofs) {
        spec.series.append(roofSeries(roof, name, spec.x.min, spec.x.max));
    }
}

QStringList chosenKernels(const ChartInput &input)
{
    QStringList kernels;
    if (input.query.technique.isEmpty() && input.query.papers.isEmpty()) {
        return kernels;
    }
    for (const ComparisonRow &row : input.rows) {
        kernels.append(row.kernel);
    }
    kernels.append(QString());  // never empty: an empty list would take all
    return kernels;
}

}  // namespace

ChartSpec roofline(const ChartInput &input)
{
    ChartSpec spec;
    spec.title = {"Roofline", "屋顶线模型"};
    spec.x.title = {"arithmetic intensity (flop/byte)", "算术强度（flop/byte）"};
    spec.y.title = {"GFLOP/s", "GFLOP/s"};
    spec.series = {{{"technique", "技术"}, MarkStyle::Measurement, false, {}},
                   {{"strong baseline", "强基线"}, MarkStyle::Baseline, false, {}},
                   {{"naive baseline", "朴素基线"}, MarkStyle::Naive, false, {}}};
    spec.table.columns = {{"Kernel", "内核"},     {"Variant", "变体"},
                          {"Shape", "形状"},      {"flop/byte", "flop/byte"},
                          {"GFLOP/s", "GFLOP/s"}, {"Of the probed limit", "占实测上限"},
                          {"Device", "设备"}};
    QMap<QString, Group> groups;
    for (const RunInput *run : bestRuns(input.runs, chosenKernels(input))) {
        for (const measure::VariantResult &variant : run->result.variants) {
            const auto place = placeOnRoofline(variant);
            if (!place) {
                spec.dropped.append(text("{0} of {1}: no flops, bytes or time.",
                                         "{1} 的 {0}：缺少 flops、字节数或时间。", variant.id,
                                         run->result.kernel));
                continue;
            }
            addVariant(spec, *run, variant, *place, input.vocabulary);
            Group &group = groups[placeOf(*run)];
            group.run = run;
            group.places.append(*place);
        }
    }
    addRoofs(spec, groups);
    if (groups.isEmpty()) {
        spec.subtitle = {"No run with flops and bytes yet: run a kernel in Bench.",
                         "尚无带 flops 与字节数的运行：请在“测量”页运行内核。"};
    } else {
        spec.legendNote =
                text("Points: median time of one call, n = {0} variants and shapes.",
                     "点：单次调用时间的中位数，n = {0} 个变体与形状。", spec.table.rows.size());
    }
    return spec;
}

}  // namespace touchstone::compare
