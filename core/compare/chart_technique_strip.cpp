// Claims of a technique as a strip of points, measurements over it: a line a technique.
#include "compare/chart_order.h"
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
        for (const QString &technique : row.techniques) {
            if (input.query.technique.isEmpty() || technique == input.query.technique) {
                strips[technique].append(&row);
            }
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

std::optional<double> median(QVector<double> values)
{
    if (values.isEmpty()) {
        return std::nullopt;
    }
    std::sort(values.begin(), values.end());
    const qsizetype n = values.size();
    return n % 2 ? values[n / 2] : std::sqrt(values[n / 2 - 1] * values[n / 2]);
}

Text medianText(const QVector<double> &values)
{
    const auto middle = median(values);
    return same(middle ? chartFigure(*middle) + QStringLiteral("×") : QStringLiteral("–"));
}

struct StripFigures {
    QVector<double> claimed;   // without bounds and flagged ones
    QVector<double> measured;  // SQ and SM, without noisy ones
    int claims = 0, hollow = 0;
};

StripFigures figuresOf(const Strip &strip)
{
    StripFigures figures;
    for (const ComparisonRow *row : strip) {
        if (row->claimed) {
            const bool hollow = row->claimed->bound || row->claimed->flagged;
            ++figures.claims;
            figures.hollow += hollow ? 1 : 0;
            if (!hollow) {
                figures.claimed.append(row->claimed->factor);
            }
        }
        const Measured *measured = shownOf(*row);
        if (measured && trusted(*measured)
            && styleOf(measured->ratio.evidence, row->grade) == MarkStyle::Measurement) {
            figures.measured.append(measured->ratio.ratio);
        }
    }
    return figures;
}

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

void addRow(ChartSpec &spec, const Text &name, const Strip &strip)
{
    const StripFigures figures = figuresOf(strip);
    const Text claimed = medianText(figures.claimed);
    const Text measured = medianText(figures.measured);
    const Text kinds = kindsOf(strip);
    spec.figures.append({claimed, measured, kinds});
    spec.table.rows.append({name, same(QString::number(figures.claims)), claimed,
                            same(QString::number(figures.hollow)),
                            same(QString::number(figures.measured.size())), measured, kinds});
}

void addStrip(ChartSpec &spec, const Text &name, const Strip &strip, const ChartInput &input,
              LogRange &range, QVector<Measured> &drawn)
{
    const double y = double(spec.y.categories.size());
    const int tableRow = int(spec.table.rows.size());
    auto &claims = spec.series[0].points;
    const qsizetype firstClaim = claims.size();
    QVector<ChartPoint> measurements;
    std::map<QString, const ComparisonRow *> rowOf;  // by claim
    for (const ComparisonRow *row : strip) {
        if (row->claimed) {
            ChartPoint point = claimPoint(*row, y, input.vocabulary);
            range.add(point.x);
            point.xLow = point.xHigh = std::nullopt;  // a strip shows places, not ranges
            point.row = tableRow;
            claims.append(point);
        }
        if (const Measured *measured = shownOf(*row)) {
            ChartPoint point = measuredPoint(*row, *measured, y);
            point.row = tableRow;
            range.add(point);
            rowOf[point.claimId] = row;
            measurements.append(point);
            drawn.append(*measured);
        }
    }
    spec.y.categories.append(name);
    spread(claims, firstClaim, 0.09);
    spread(measurements, 0, 0.12);
    for (const ChartPoint &point : measurements) {
        const ComparisonRow &row = *rowOf[point.claimId];
        seriesFor(spec, row, *shownOf(row)).points.append(point);
    }
    addRow(spec, name, strip);
}

// The techniques with the most claims first, or as the query says.
QVector<QString> orderOf(const std::map<QString, Strip> &strips, ChartOrder order)
{
    QVector<QString> ids;
    for (const auto &[id, strip] : strips) {
        ids.append(id);
    }
    std::stable_sort(ids.begin(), ids.end(), [&strips](const QString &a, const QString &b) {
        return strips.at(a).size() > strips.at(b).size();
    });
    sortInOrder(ids, order, [&strips](const QString &id) {
        const StripFigures figures = figuresOf(strips.at(id));
        return OrderKey{median(figures.claimed), median(figures.measured), id};
    });
    return ids;
}

}  // namespace

ChartSpec techniqueStrip(const ChartInput &input)
{
    ChartSpec spec;
    spec.title = {"Claims of a technique", "各技术的论断"};
    spec.x.title = {"improvement factor (×)", "改进倍数（×）"};
    spec.series = {{{"claimed in a paper", "论文的论断"}, MarkStyle::Claim, false, {}}};
    spec.series += figureSeries();
    spec.guides = {{true, 1, {"break-even", "持平"}}};
    spec.figureTitles = {{"median claimed", "论断中位数"},
                         {"median measured", "实测中位数"},
                         {"grades", "等级"}};
    spec.table.columns = {
            {"Technique", "技术"},
            {"Claims", "论断数"},
            {"Median claimed", "论断中位数"},
            {"Bounds and open figures (not in the median)", "界限值与存疑值（不计入中位数）"},
            {"Measurements (SQ, SM)", "实测数（SQ、SM）"},
            {"Median measured", "实测中位数"},
            {"Grades", "等级"}};
    const auto strips = stripsOf(input);
    LogRange range;
    QVector<Measured> drawn;
    for (const QString &id : orderOf(strips, input.query.order)) {
        addStrip(spec, techniqueName(input.vocabulary, id), strips.at(id), input, range, drawn);
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
