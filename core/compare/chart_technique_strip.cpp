// Claims of a technique as a strip of points, measurements over it. Lines are techniques, or the
// metrics of one technique when the query names it.
#include "compare/chart_parts.h"
#include "compare/claim_words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace touchstone::compare {

namespace {

using Strip = QVector<const ComparisonRow *>;

std::map<QString, Strip> stripsOf(const ChartInput &input)
{
    std::map<QString, Strip> strips;
    for (const ComparisonRow &row : input.rows) {
        if (row.quality || (!row.claimed && row.measured.isEmpty())) {
            continue;
        }
        if (!input.query.technique.isEmpty()) {
            strips[row.claim.metric].append(&row);
            continue;
        }
        for (const QString &technique : row.techniques) {
            strips[technique].append(&row);
        }
    }
    return strips;
}

// Shifts points of one line apart so that none hides another: each takes the free place nearest to
// the middle. Distances are in octaves; above 0.35 the line is full and points may touch.
void spread(QVector<ChartPoint> &points, qsizetype first, double octavesApart)
{
    std::sort(points.begin() + first, points.end(),
              [](const ChartPoint &a, const ChartPoint &b) { return a.x < b.x; });
    constexpr double step = 0.11;
    constexpr int places = 7;  // 0, +1, -1, +2, -2, +3, -3 steps
    std::array<double, places> lastAt{};
    lastAt.fill(-1e9);
    for (qsizetype i = first; i < points.size(); ++i) {
        const double at = std::log2(points[i].x);
        int place = 0;
        while (place < places && at - lastAt[std::size_t(place)] < octavesApart) {
            ++place;
        }
        if (place == places) {
            place = int(std::min_element(lastAt.begin(), lastAt.end()) - lastAt.begin());
        }
        lastAt[std::size_t(place)] = at;
        const int steps = (place + 1) / 2;
        points[i].y += (place % 2 ? step : -step) * steps;
    }
}

std::string median(QVector<double> values)
{
    if (values.isEmpty()) {
        return "–";
    }
    std::sort(values.begin(), values.end());
    const qsizetype n = values.size();
    const double middle = n % 2 ? values[n / 2] : std::sqrt(values[n / 2 - 1] * values[n / 2]);
    return shortNumber(middle).toStdString() + "×";
}

struct StripFigures {
    QVector<double> claimed;   // without bounds and flagged ones
    QVector<double> measured;  // SQ and SM, without noisy ones
    int hollow = 0;
};

// "3 SM, 1 PX simulated"
Text kindsOf(const Strip &strip)
{
    std::map<std::pair<std::string, std::string>, int> counts;
    for (const ComparisonRow *row : strip) {
        if (row->grade) {
            const Text answer = row->isAnswered() && row->answer != Answer::Measured
                                        ? answerWords(*row)
                                        : Text{};
            const std::string grade = toWord(*row->grade).toStdString();
            ++counts[{grade + (answer.en.empty() ? "" : " " + answer.en),
                      grade + (answer.zh.empty() ? "" : " " + answer.zh)}];
        }
    }
    Text out;
    for (const auto &[kind, count] : counts) {
        const std::string number = std::to_string(count) + " ";
        out.en += (out.en.empty() ? "" : ", ") + number + kind.first;
        out.zh += (out.zh.empty() ? "" : "、") + number + kind.second;
    }
    return out.en.empty() ? Text{"–", "–"} : out;
}

void addRow(ChartSpec &spec, const Text &name, const StripFigures &figures, const Strip &strip,
            qsizetype claims)
{
    const Text claimed = same(QString::fromStdString(median(figures.claimed)));
    const Text measured = same(QString::fromStdString(median(figures.measured)));
    const Text kinds = kindsOf(strip);
    spec.figures.append({claimed, measured, kinds});
    spec.table.rows.append({name, same(QString::number(claims)), claimed,
                            same(QString::number(figures.hollow)),
                            same(QString::number(figures.measured.size())), measured, kinds});
}

void addStrip(ChartSpec &spec, const Text &name, const Strip &strip, const ChartInput &input,
              LogRange &range, QVector<Measured> &drawn)
{
    const double y = double(spec.y.categories.size());
    auto &claims = spec.series[0].points;
    const qsizetype firstClaim = claims.size();
    QVector<ChartPoint> measurements;
    std::map<QString, const ComparisonRow *> rowOf;  // by claim
    StripFigures figures;
    for (const ComparisonRow *row : strip) {
        if (row->claimed) {
            ChartPoint point = claimPoint(*row, y, input.vocabulary);
            range.add(point.x);
            point.xLow = point.xHigh = std::nullopt;  // a strip shows places, not ranges
            if (point.hollow) {
                ++figures.hollow;
            } else {
                figures.claimed.append(point.x);
            }
            claims.append(point);
        }
        if (const Measured *measured = shownOf(*row)) {
            measurements.append(measuredPoint(*row, *measured, y));
            rowOf[measurements.last().claimId] = row;
            range.add(measurements.last());
            drawn.append(*measured);
            if (trusted(*measured)
                && styleOf(measured->ratio.evidence, row->grade) == MarkStyle::Measurement) {
                figures.measured.append(measured->ratio.ratio);
            }
        }
    }
    spec.y.categories.append(name);
    spread(claims, firstClaim, 0.09);
    spread(measurements, 0, 0.12);
    for (const ChartPoint &point : measurements) {
        const ComparisonRow &row = *rowOf[point.claimId];
        seriesFor(spec, row, *shownOf(row)).points.append(point);
    }
    addRow(spec, name, figures, strip, claims.size() - firstClaim);
}

}  // namespace

ChartSpec techniqueStrip(const ChartInput &input)
{
    const bool oneTechnique = !input.query.technique.isEmpty();
    ChartSpec spec;
    spec.title = {"Claims of a technique", "各技术的论断"};
    spec.x.title = {"improvement factor (×, log scale)", "改进倍数（×，对数刻度）"};
    spec.series = {{{"claimed in a paper", "论文的论断"}, MarkStyle::Claim, false, {}}};
    spec.series += figureSeries();
    spec.guides = {{true, 1, {"break-even", "持平"}}};
    spec.figureTitles = {{"median claimed", "论断中位数"},
                         {"median measured", "实测中位数"},
                         {"grades", "等级"}};
    spec.table.columns = {
            oneTechnique ? Text{"Metric", "指标"} : Text{"Technique", "技术"},
            {"Claims", "论断数"},
            {"Median claimed", "论断中位数"},
            {"Bounds and open figures (not in the median)", "界限值与存疑值（不计入中位数）"},
            {"Measurements (SQ, SM)", "实测数（SQ、SM）"},
            {"Median measured", "实测中位数"},
            {"Grades", "等级"}};
    auto strips = stripsOf(input);
    QVector<QString> order;
    for (const auto &[id, strip] : strips) {
        order.append(id);
    }
    std::stable_sort(order.begin(), order.end(), [&strips](const QString &a, const QString &b) {
        return strips[a].size() > strips[b].size();
    });
    LogRange range;
    QVector<Measured> drawn;
    for (const QString &id : order) {
        const Text name = oneTechnique ? metricName(input.vocabulary, id)
                                       : techniqueName(input.vocabulary, id);
        addStrip(spec, name, strips[id], input, range, drawn);
    }
    range.addBands(spec.series);
    range.apply(spec.x);
    dropEmptyFigureSeries(spec);
    const auto &claims = spec.series[0].points;
    const bool hollow = std::any_of(claims.begin(), claims.end(),
                                    [](const ChartPoint &point) { return point.hollow; });
    spec.legendNote = joined(intervalNote(drawn, hollow), bandNote(input.rows));
    nameMachines(spec, drawn);
    if (spec.y.categories.isEmpty()) {
        spec.subtitle = {
                "No claim with an improvement factor is selected: choose another technique "
                "or import a report.",
                "所选范围内没有带改进倍数的论断：请另选技术，或导入报告。"};
    }
    return spec;
}

}  // namespace touchstone::compare
