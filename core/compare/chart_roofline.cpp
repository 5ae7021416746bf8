// Roofline (Williams, Waterman and Patterson, CACM 52(4), 2009): attainable GFLOP/s is the smaller
// of peak and intensity times bandwidth. Peak and bandwidth are probed, never nominal.
#include "compare/chart_parts.h"
#include "compare/claim_words.h"
#include "compare/run_order.h"
#include "compare/run_words.h"

#include <QMap>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace touchstone::compare {

namespace {

// The probes of the machine are stored with its runs; without them there is no roof.
struct Roof {
    double gflops = 0, gbps = 0;
    bool int8 = false;  // the peak of products of bytes
};

// One roof for each machine, device and thread count.
QString placeOf(const RunInput &run)
{
    return QStringLiteral("%1\n%2\n%3")
            .arg(run.machine, QString::fromStdString(run.result.device),
                 QString::number(run.result.threads));
}

double probe(const RunInput &run, const std::string &name)
{
    const auto found = run.probes.find(name);
    return found != run.probes.end() && onLogAxis(found->second) ? found->second : 0;
}

double bandwidth(const RunInput &run, const std::string &prefix, const std::string &suffix)
{
    double best = 0;
    for (const char *traffic : {"read", "copy", "nt_copy"}) {
        std::string key = prefix;
        key.append(traffic).append(suffix).append("_gbps");
        best = std::max(best, probe(run, key));
    }
    return best;
}

bool probed(const RunInput &run, const char *key, double value)
{
    const auto found = run.probes.find(key);
    return found != run.probes.end() && found->second == value;
}

std::optional<Roof> complete(const Roof &roof)
{
    return roof.gflops > 0 && roof.gbps > 0 ? std::optional(roof) : std::nullopt;
}

// Peaks of all threads and of devices hold for the thread count and the device that were probed.
std::optional<Roof> probedRoof(const RunInput &run, bool int8)
{
    const auto &[device, threads] = std::pair(run.result.device, run.result.threads);
    if (device != "cpu") {
        const std::string opencl = "opencl:";
        const bool same =
                device.starts_with(opencl)
                && probed(run, "device_number", std::atof(device.c_str() + opencl.size()));
        return same && !int8 ? complete(
                       {probe(run, "device_fma_gflops"), bandwidth(run, "device_", ""), false})
                             : std::nullopt;
    }
    if (threads != 1 && !probed(run, "threads", threads)) {
        return std::nullopt;
    }
    const std::string suffix = threads == 1 ? "_1t" : "_all";
    const std::string peak = int8 ? "int8" + suffix + "_gops" : "fma" + suffix + "_gflops";
    return complete({probe(run, peak), bandwidth(run, "", suffix), int8});
}

struct Place {
    double intensity = 0, gflops = 0;
};

std::optional<Place> placeOnRoofline(const measure::VariantResult &variant)
{
    if (!onLogAxis(variant.flops) || !onLogAxis(variant.bytes) || !onLogAxis(variant.medianNs)) {
        return std::nullopt;
    }
    return Place{variant.flops / variant.bytes,
                 variant.flops / variant.medianNs};  // flops a nanosecond
}

constexpr double thousand = 1000;

// "850 GFLOP/s", "1.85 TFLOP/s".
std::string rateText(double gflops, bool int8)
{
    const bool large = gflops >= thousand;
    return chartFigure(large ? gflops / thousand : gflops).toStdString() + (large ? " T" : " G")
           + (int8 ? "OP/s" : "FLOP/s");
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
        return std::min(roof.gbps * intensity, roof.gflops);
    };
    series.points.append(guidePoint(from, at(from)));
    const double ridge = roof.gflops / roof.gbps;
    if (ridge > from && ridge < to) {
        series.points.append(guidePoint(ridge, roof.gflops));
    }
    series.points.append(guidePoint(to, at(to)));
    return series;
}

Text roofName(const Roof &roof, const RunInput &run)
{
    const Text kind =
            roof.int8 ? Text{"probed, int8", "int8 实测上限"} : Text{"probed", "实测上限"};
    const Text device = deviceWords(QString::fromStdString(run.result.device));
    return text("{0}: {1}, {2} GB/s ({3}, threads: {4})", "{5}：{1}，{2} GB/s（{6}，线程数：{4}）",
                kind.en, rateText(roof.gflops, roof.int8), chartFigure(roof.gbps).toStdString(),
                device.en, run.result.threads, kind.zh, device.zh);
}

Text noRoof(const RunInput &run, bool int8)
{
    const Text kind = int8 ? Text{"int8 ", "int8 "} : Text{};
    const Text device = deviceWords(QString::fromStdString(run.result.device));
    return text("No {3}roof for {0} (threads: {1}) on {2}: the library holds no probes of it; "
                "measuring a kernel there stores them.",
                "{2} 上的 {5}（线程数 {1}）没有{4}屋顶线：文献库中没有其实测上限；"
                "在该机器上测量内核后即会保存。",
                device.en, run.result.threads, run.machine.toStdString(), kind.en, kind.zh,
                device.zh);
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
    point.name = name;
    point.detail = text("{0}, {1}", "{0}，{1}", variant.shape, dayOf(run.at).toStdString());
    point.row = int(spec.table.rows.size());
    point.runId = run.runId;
    const bool int8 = variant.arithmetic == "int8";
    const std::string percent = std::to_string(std::lround(variant.peakShare * 100));
    const Text share = variant.peakShare > 0
                               ? text(", {0} % of the probed limit", "，为实测上限的 {0}%", percent)
                               : Text{};
    point.note = text(
            "{0}, {1}, {2}: {3} at {4} flop/byte{5}", "{6}，{7}，{2}：{4} flop/byte 时 {3}{8}",
            kernelText.en, name.en, variant.shape, rateText(place.gflops, int8),
            chartFigure(place.intensity).toStdString(), share.en, kernelText.zh, name.zh, share.zh);
    for (ChartSeries &series : spec.series) {
        if (series.style == styleOf(variant.role)) {
            series.points.append(point);
        }
    }
    spec.table.rows.append(
            {kernelText,
             name,
             {variant.shape, variant.shape},
             same(chartFigure(place.intensity)),
             same(QString::fromStdString(rateText(place.gflops, int8))),
             variant.peakShare > 0 ? Text{percent + " %", percent + "%"} : Text{"–", "–"},
             deviceWords(QString::fromStdString(run.result.device))});
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
    bool fp32 = false, int8 = false;  // whose variants are there
};

void addRoofs(ChartSpec &spec, const ChartQuery &query, const QMap<QString, Group> &groups)
{
    QVector<std::pair<Roof, Text>> roofs;
    double highest = 0;
    for (const Group &group : groups) {
        for (const bool int8 : {false, true}) {
            if (int8 ? !group.int8 : !group.fp32) {
                continue;
            }
            if (const auto roof = probedRoof(*group.run, int8)) {
                roofs.append({*roof, roofName(*roof, *group.run)});
                highest = std::max(highest, roof->gflops);
            } else {
                spec.dropped.append(noRoof(*group.run, int8));
            }
        }
    }
    fitAxes(spec, highest);
    // Over the whole axis, also where a reader wants more of it.
    const double from = std::min(spec.x.min, std::max(query.xMin.value_or(spec.x.min), 1e-6));
    const double to = std::max(spec.x.max, query.xMax.value_or(spec.x.max));
    for (const auto &[roof, name] : roofs) {
        spec.series.append(roofSeries(roof, name, from, to));
    }
    if (roofs.isEmpty() && !groups.isEmpty()) {
        spec.subtitle = {"No roof: the library holds no probes of these machines.",
                         "没有屋顶线：文献库中没有这些机器的实测上限。"};
    }
}

// Five digits at the axis say less than two with the larger unit.
void chooseUnit(ChartSpec &spec)
{
    if (spec.y.max < 10 * thousand) {
        return;
    }
    spec.y.title = {"TFLOP/s", "TFLOP/s"};
    spec.y.min /= thousand;
    spec.y.max /= thousand;
    for (ChartSeries &series : spec.series) {
        for (ChartPoint &point : series.points) {
            point.y /= thousand;
        }
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
    spec.table.columns = {{"Kernel", "内核"}, {"Variant", "变体"},
                          {"Shape", "形状"},  {"flop/byte", "flop/byte"},
                          {"Rate", "速率"},   {"Of the probed limit", "占实测上限"},
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
            (variant.arithmetic == "int8" ? group.int8 : group.fp32) = true;
        }
    }
    addRoofs(spec, input.query, groups);
    chooseUnit(spec);
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
