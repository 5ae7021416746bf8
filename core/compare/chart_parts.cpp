#include "compare/chart_parts.h"

#include "compare/claim_words.h"
#include "compare/operation_name.h"
#include "compare/run_words.h"

#include <QSet>

#include <algorithm>
#include <cmath>

namespace touchstone::compare {

Text joined(const Text &a, const Text &b)
{
    const bool both = !a.en.empty() && !b.en.empty();
    return {a.en + (both ? " " : "") + b.en, a.zh + b.zh};
}

Text metricName(const Vocabulary &vocabulary, const QString &id)
{
    const Metric *metric = vocabulary.metric(id);
    return metric ? metric->name : same(id);
}

Text techniqueName(const Vocabulary &vocabulary, const QString &id)
{
    const Technique *technique = vocabulary.technique(id);
    return technique ? technique->name : same(id);
}

Text kernelName(const Vocabulary &vocabulary, const QString &id)
{
    const KernelText *kernel = vocabulary.kernel(id);
    return kernel ? kernel->name : same(id);
}

Text variantName(const Vocabulary &vocabulary, const QString &kernel, const std::string &id)
{
    if (const KernelText *known = vocabulary.kernel(kernel)) {
        for (const auto &[variant, name] : known->variants) {
            if (variant.toStdString() == id) {
                return name;
            }
        }
    }
    return {id, id};
}

QString ratioText(const measure::RatioResult &ratio)
{
    if (ratio.low <= 0 || ratio.high < ratio.low || ratio.low == ratio.high) {
        return chartFigure(ratio.ratio);
    }
    return QStringLiteral("%1 [%2, %3]")
            .arg(chartFigure(ratio.ratio), chartFigure(ratio.low), chartFigure(ratio.high));
}

QString orDash(const std::optional<double> &value)
{
    return value ? chartFigure(*value) : QStringLiteral("–");
}

bool onLogAxis(double value)
{
    return std::isfinite(value) && value > 0;
}

bool trusted(const Measured &measured)
{
    return measured.ratio.verdict != measure::RatioVerdict::Noisy
           && measured.status != measure::RunStatus::Noisy;
}

ChartPoint claimPoint(const ComparisonRow &row, double y, const Vocabulary &vocabulary)
{
    const Claimed &claimed = *row.claimed;
    ChartPoint point;
    point.x = claimed.factor;
    point.y = y;
    if (claimed.low && claimed.high && onLogAxis(*claimed.low) && *claimed.low <= *claimed.high) {
        point.xLow = claimed.low;
        point.xHigh = claimed.high;
    }
    point.hollow = claimed.bound || claimed.flagged;
    point.label = paperName(row);
    point.claimId = claimed.claimId;
    point.paperId = row.paperId;
    const Text figure = figureText(row.claim);
    const Text metric = metricName(vocabulary, row.claim.metric);
    point.note = text("{0}: claimed {1}, {2} ({3})", "{0}：论断 {4} {5}（{3}）",
                      paperName(row).toStdString(), metric.en, figure.en, factorText(row.claim).en,
                      metric.zh, figure.zh);
    for (const QString &flag : row.claim.flags) {
        point.note.en += "; " + flagText(flag).en;
        point.note.zh += "；" + flagText(flag).zh;
    }
    return point;
}

ChartPoint measuredPoint(const ComparisonRow &row, const Measured &measured, double y)
{
    ChartPoint point;
    point.x = measured.ratio.ratio;
    point.y = y;
    if (onLogAxis(measured.ratio.low) && measured.ratio.low <= measured.ratio.high) {
        point.xLow = measured.ratio.low;
        point.xHigh = measured.ratio.high;
    }
    point.hollow = !trusted(measured);
    point.label = paperName(row);
    point.detail = text("{0}, {1}", "{0}，{1}",
                        measured.ratio.shape.empty() ? measured.preset.toStdString()
                                                     : measured.ratio.shape,
                        dayOf(measured.at).toStdString());
    point.runId = measured.runId;
    point.claimId = row.claim.id;
    point.paperId = row.paperId;
    const Text sentence = namedVerdict(row.kernel, measured.ratio);
    const Text evidence = evidenceWords(measured.ratio.evidence, row.grade, measured.elsewhere);
    point.note = text("{0}, {5}: {1} ({2}, {3}, {4})", "{0}，{6}：{7}（{2}，{3}，{4}）",
                      paperName(row).toStdString(), sentence.en, measured.device.toStdString(),
                      measured.preset.toStdString(), dayOf(measured.at).toStdString(), evidence.en,
                      evidence.zh, sentence.zh);
    if (row.grade) {
        const Text grade = gradeName(*row.grade);
        point.note.en += " Grade: " + grade.en + ".";
        point.note.zh += "等级：" + grade.zh + "。";
    }
    if (row.band && &measured == shownOf(row)) {
        const Text words = bandWords(*row.band);
        if (row.band->unit == QLatin1String("x")) {  // as the axis has
            point.bandLow = row.band->low();
            point.bandHigh = row.band->high();
        }
        point.note.en += " " + words.en;
        point.note.zh += words.zh;
    }
    if (measured.weakBaseline) {
        point.note.en += " Weak baseline.";
        point.note.zh += "基线偏弱。";
    }
    return point;
}

namespace {

// how: "measured here".
Text timedName(MarkStyle style, const Text &how)
{
    return style == MarkStyle::Proxy ? text("{0}, proxy (PX)", "{1}，代理量（PX）", how.en, how.zh)
                                     : text("{0} (SQ, SM)", "{1}（SQ、SM）", how.en, how.zh);
}

}  // namespace

QVector<ChartSeries> figureSeries()
{
    const Text here = evidenceWords(measure::Evidence::Measured);
    return {{timedName(MarkStyle::Measurement, here), MarkStyle::Measurement, false, {}},
            {timedName(MarkStyle::Proxy, here), MarkStyle::Proxy, false, {}},
            {{"computed", "计算"}, MarkStyle::Computed, false, {}},
            {{"simulated", "仿真"}, MarkStyle::Simulated, false, {}}};
}

void nameMachines(ChartSpec &spec, const QVector<Measured> &drawn)
{
    QStringList elsewhere;
    bool here = false;
    for (const Measured &one : drawn) {
        if (one.ratio.evidence != measure::Evidence::Measured) {
            continue;
        }
        here = here || one.elsewhere.isEmpty();
        if (!one.elsewhere.isEmpty() && !elsewhere.contains(one.elsewhere)) {
            elsewhere.append(one.elsewhere);
        }
    }
    if (elsewhere.isEmpty()) {
        return;
    }
    const bool one = !here && elsewhere.size() == 1;
    const Text how = one ? evidenceWords(measure::Evidence::Measured, {}, elsewhere.first())
                         : Text{"measured", "实测"};
    for (ChartSeries &series : spec.series) {
        if (series.style == MarkStyle::Measurement || series.style == MarkStyle::Proxy) {
            series.name = timedName(series.style, how);
        }
    }
    if (!one) {
        const std::string names = onOneLine(elsewhere.join(QStringLiteral(", ")).toStdString());
        spec.legendNote = joined(spec.legendNote, text("Measured on other machines: {0}.",
                                                       "在其他机器上实测：{0}。", names));
    }
}

bool isFigure(MarkStyle style)
{
    return style == MarkStyle::Measurement || style == MarkStyle::Proxy
           || style == MarkStyle::Computed || style == MarkStyle::Simulated;
}

ChartSeries &seriesWith(ChartSpec &spec, MarkStyle style)
{
    return *std::find_if(spec.series.begin(), spec.series.end(),
                         [style](const ChartSeries &series) { return series.style == style; });
}

MarkStyle styleOf(measure::Evidence evidence, std::optional<Grade> grade)
{
    switch (evidence) {
    case measure::Evidence::Measured:
        break;
    case measure::Evidence::Computed:
        return MarkStyle::Computed;
    case measure::Evidence::Simulated:
        return MarkStyle::Simulated;
    }
    return grade == Grade::Proxy ? MarkStyle::Proxy : MarkStyle::Measurement;
}

ChartSeries &seriesFor(ChartSpec &spec, const ComparisonRow &row, const Measured &measured)
{
    return seriesWith(spec, styleOf(measured.ratio.evidence, row.grade));
}

const ComparisonRow *rowAbout(const measure::RatioResult &ratio, const QString &kernel,
                              const QVector<ComparisonRow> &rows)
{
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const ComparisonRow &row) {
        const Measured *measured = shownOf(row);
        return row.kernel == kernel && measured && measured->ratio.technique == ratio.technique
               && measured->ratio.baseline == ratio.baseline
               && measured->ratio.quantity == ratio.quantity
               && measured->ratio.operation == ratio.operation
               && (ratio.group.empty() || measured->ratio.group.empty()
                   || measured->ratio.group == ratio.group);
    });
    return found == rows.end() ? nullptr : &*found;
}

QString gradeWord(const std::optional<Grade> &grade)
{
    return grade ? toWord(*grade) : QStringLiteral("–");
}

void dropEmptyFigureSeries(ChartSpec &spec)
{
    spec.series.removeIf([](const ChartSeries &series) {
        return series.points.isEmpty() && isFigure(series.style)
               && series.style != MarkStyle::Measurement;
    });
}

void LogRange::add(double value)
{
    if (onLogAxis(value)) {
        m_low = std::min(m_low, value);
        m_high = std::max(m_high, value);
    }
}

void LogRange::add(const ChartPoint &point, bool alongX)
{
    add(alongX ? point.x : point.y);
    add((alongX ? point.xLow : point.yLow).value_or(1));
    add((alongX ? point.xHigh : point.yHigh).value_or(1));
}

void LogRange::addBands(const QVector<ChartSeries> &series)
{
    constexpr double far = 8;
    const double lowest = m_low / far;
    const double highest = m_high * far;
    for (const ChartSeries &one : series) {
        for (const ChartPoint &point : one.points) {
            if (point.bandLow && point.bandHigh) {
                add(std::max(lowest, *point.bandLow));
                add(std::min(highest, *point.bandHigh));
            }
        }
    }
}

void LogRange::apply(ChartAxis &axis) const
{
    const double low = std::log2(m_low);
    const double high = std::log2(m_high);
    const double air = std::max(0.06 * (high - low), 0.1);
    axis.log2 = true;
    axis.min = std::exp2(low - air);
    axis.max = std::exp2(high + air);
}

Text bandNote(const QVector<ComparisonRow> &rows)
{
    constexpr int most = 3;  // the others are in the table
    Text list;
    int named = 0;
    for (const ComparisonRow &row : rows) {
        const Text holds = row.band && shownOf(row) ? holdsWords(*row.band) : Text{};
        if (holds.en.empty() || ++named > most) {
            continue;
        }
        const Text factor = factorText(row.claim);
        const Text one = text("{0} {3}: {1}", "{0} {4}：{2}", paperName(row).toStdString(),
                              holds.en, holds.zh, factor.en, factor.zh);
        list.en += (list.en.empty() ? "" : "; ") + one.en;
        list.zh += (list.zh.empty() ? "" : "；") + one.zh;
    }
    const bool any = std::any_of(rows.begin(), rows.end(),
                                 [](const ComparisonRow &row) { return row.band && shownOf(row); });
    if (!any) {
        return {};
    }
    return list.en.empty()
                   ? Text{"Pale bars: over the parameter that decides the figure.",
                          "浅色条：随决定该数值的参数变化的范围。"}
                   : text("Pale bars: over the parameter that decides the figure. The claim holds "
                          "for {0}.",
                          "浅色条：随决定该数值的参数变化的范围。论断成立的取值：{1}。", list.en,
                          list.zh);
}

Text intervalNote(const QVector<Measured> &drawn, bool hollowClaims)
{
    Text note;
    QVector<Measured> timed;  // computed and simulated figures have no rounds
    std::copy_if(drawn.begin(), drawn.end(), std::back_inserter(timed),
                 [](const Measured &one) { return one.ratio.kept > 0; });
    if (!timed.isEmpty()) {
        const auto [fewest, most] = std::minmax_element(
                timed.begin(), timed.end(),
                [](const Measured &a, const Measured &b) { return a.ratio.kept < b.ratio.kept; });
        const auto span = [](int low, int high) {
            return low == high ? std::to_string(low)
                               : std::to_string(low) + "–" + std::to_string(high);
        };
        const auto [few, many] = std::minmax_element(timed.begin(), timed.end(),
                                                     [](const Measured &a, const Measured &b) {
                                                         return a.ratio.workers < b.ratio.workers;
                                                     });
        note = text(
                "Whiskers and bands: 95 % interval of the ratio; n = {0} rounds in {1} processes.",
                "须线与色带：比值的 95% 区间；n = {0} 轮，{1} 个进程。",
                span(fewest->ratio.kept, most->ratio.kept),
                span(few->ratio.workers, many->ratio.workers));
    }
    if (hollowClaims) {
        const char *gap = note.en.empty() ? "" : " ";
        note.en += std::string(gap) + "Hollow: a bound, or a figure that is open to doubt.";
        note.zh += "空心：界限值或存疑的数值。";
    }
    return note;
}

QString machineName(const RunInput &run)
{
    return run.machineName.isEmpty() ? run.machine : run.machineName;
}

QString dayOf(const QString &at)
{
    constexpr qsizetype length = 10;  // of an ISO 8601 date
    return at.left(length);
}

Text machineNote(const ChartSpec &spec, const QVector<ComparisonRow> &rows,
                 const QVector<RunInput> &runs)
{
    QSet<QString> drawn;
    for (const ChartSeries &series : spec.series) {
        for (const ChartPoint &point : series.points) {
            drawn.insert(point.runId);
        }
    }
    if (spec.kind == ChartKind::VerdictOverview) {
        for (const ComparisonRow &row : rows) {
            if (const Measured *measured = shownOf(row)) {
                drawn.insert(measured->runId);
            }
        }
    }
    QStringList names;
    for (const RunInput &run : runs) {
        if (drawn.contains(run.runId) && !names.contains(machineName(run))) {
            names.append(machineName(run));
        }
    }
    if (names.isEmpty()) {
        return {};
    }
    names.sort(Qt::CaseInsensitive);
    constexpr qsizetype most = 3;  // the others are in the runs
    const qsizetype more = names.size() - most;
    Text list;
    for (const QString &name : names.mid(0, most)) {
        const Text words = machineWords(name);
        list = list.en.empty() ? words : Text{list.en + "; " + words.en, list.zh + "；" + words.zh};
    }
    return more > 0 ? text("Measured on {0} and {1} other machines.", "测量机器：{3} 等 {2} 台。",
                           list.en, more, names.size(), list.zh)
                    : text("Measured on {0}.", "测量机器：{1}。", list.en, list.zh);
}

const Measured *shownOf(const ComparisonRow &row)
{
    return row.measured.isEmpty() ? nullptr : &row.measured.first();
}

}  // namespace touchstone::compare
