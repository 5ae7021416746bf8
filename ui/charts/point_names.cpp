// Names at the points of a scatter chart: each takes the first of six places without an overlap. A
// name without such a place is shown in the table and the tooltip only.
#include "charts/chart_page.h"
#include "charts/chart_text.h"
#include "charts/overlay.h"
#include "charts/plot.h"

#include <algorithm>
#include <array>

namespace touchstone::ui {

namespace {

constexpr qsizetype mostNamed = 60;  // more names would be unreadable

struct Place {
    QRectF box;
    QPointF at;
    TextAnchor anchor;
};

std::array<Place, 6> placesAround(const QPointF &centre, double reach, double width, double height)
{
    const double up = height * 0.72;
    const auto right = [&](double dy) {
        return Place{QRectF(centre.x() + reach, centre.y() + dy - height / 2, width, height),
                     {centre.x() + reach, centre.y() + dy - height / 2 + up},
                     TextAnchor::Start};
    };
    const auto left = [&](double dy) {
        return Place{
                QRectF(centre.x() - reach - width, centre.y() + dy - height / 2, width, height),
                {centre.x() - reach, centre.y() + dy - height / 2 + up},
                TextAnchor::End};
    };
    const auto middle = [&](double dy) {
        return Place{QRectF(centre.x() - width / 2, centre.y() + dy - height / 2, width, height),
                     {centre.x(), centre.y() + dy - height / 2 + up},
                     TextAnchor::Middle};
    };
    const double step = reach + height / 2;
    return {right(0), left(0), middle(-step), middle(step), right(-step), left(step)};
}

bool isFree(const QRectF &box, const QVector<QRectF> &taken)
{
    return std::none_of(taken.begin(), taken.end(),
                        [&box](const QRectF &other) { return other.intersects(box); });
}

// Small boxes along a slanted line; names may cover grid lines, but not these.
void addSlanted(const QLineF &line, QVector<QRectF> &taken)
{
    if (line.dx() == 0 || line.dy() == 0) {
        return;
    }
    const int parts = 1 + int(line.length() / 6);
    for (int part = 0; part <= parts; ++part) {
        const QPointF at = line.pointAt(double(part) / parts);
        taken.append(QRectF(at.x() - 2, at.y() - 2, 4, 4));
    }
}

// A line has an empty box, which QRectF::intersects never reports without a margin.
QRectF boxOf(const QLineF &line)
{
    return QRectF(line.p1(), line.p2()).normalized().adjusted(-1, -1, 1, 1);
}

void addLine(const Plot &plot, const QLineF &line, QVector<QRectF> &taken)
{
    const QRectF box = boxOf(line);
    if (box.width() < plot.area.width() / 3 && box.height() < plot.area.height() / 3) {
        taken.append(box);
    } else {
        addSlanted(line, taken);
    }
}

void addCurve(const Plot &plot, const compare::ChartSeries &series, QVector<QRectF> &taken)
{
    for (qsizetype i = 1; i < series.points.size(); ++i) {
        const auto &a = series.points[i - 1];
        const auto &b = series.points[i];
        if (plot.usable(a.x, a.y) && plot.usable(b.x, b.y)) {
            const QLineF line(plot.atEdge(a.x, a.y), plot.atEdge(b.x, b.y));
            if (line.dx() == 0 || line.dy() == 0) {  // a flat roof is no grid line
                taken.append(boxOf(line));
            } else {
                addLine(plot, line, taken);
            }
        }
    }
}

QVector<QRectF> areasOf(const Plot &plot, const QVector<PlacedMark> &marks,
                        const OverlayItem &overlay)
{
    QVector<QRectF> taken;
    const double radius = plot.radius() * 1.2;
    for (const PlacedMark &mark : marks) {
        const QPointF corner(radius, radius);
        taken.append(QRectF(mark.area.center() - corner, mark.area.center() + corner));
    }
    for (const OverlayItem::Layer &layer : overlay.layers()) {
        for (const QLineF &line : layer.lines) {
            addLine(plot, line, taken);
        }
    }
    for (qsizetype i = 0; i < plot.spec.series.size(); ++i) {
        if (plot.spec.series[i].line && !plot.hidden[i]) {
            addCurve(plot, plot.spec.series[i], taken);
        }
    }
    return taken;
}

}  // namespace

QVector<PlacedText> pointNames(const Plot &plot, const ChartStyle &style,
                               const QVector<PlacedMark> &marks, const OverlayItem &overlay)
{
    QVector<PlacedText> names;
    if (marks.size() > mostNamed) {
        return names;
    }
    QVector<QRectF> taken = areasOf(plot, marks, overlay);
    const int pixels = smallPixels(plot.fontPixels);
    const ChartFont font(pixels);
    const double height = pixels * 1.3;
    for (const PlacedMark &mark : marks) {
        const auto &point = plot.spec.series[mark.series].points[mark.point];
        const QString name = font.elided(nameOf(point, style), plot.area.width() * 0.3);
        if (name.isEmpty()) {
            continue;
        }
        const double reach = plot.radius() * 1.5;
        for (const Place &place :
             placesAround(mark.area.center(), reach, font.width(name), height)) {
            if (plot.area.contains(place.box) && isFree(place.box, taken)) {
                names.append({place.at, name, plot.colours.muted, pixels, place.anchor});
                taken.append(place.box);
                break;
            }
        }
    }
    return names;
}

}  // namespace touchstone::ui
