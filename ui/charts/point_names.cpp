// Names at the points of a scatter chart: each takes the first of six places without an overlap. A
// name without such a place is shown in the table and the tooltip only.
#include "charts/chart_text.h"
#include "charts/plot.h"

#include <algorithm>
#include <array>
#include <cmath>

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
void addSlanted(const DrawnShape &shape, QVector<QRectF> &taken)
{
    for (qsizetype i = 1; i < shape.points.size(); ++i) {
        const QPointF from = shape.points[i - 1];
        const QPointF step = shape.points[i] - from;
        if (step.x() == 0 || step.y() == 0) {
            continue;
        }
        const int parts = 1 + int(std::hypot(step.x(), step.y()) / 6);
        for (int part = 0; part <= parts; ++part) {
            const QPointF at = from + step * (double(part) / parts);
            taken.append(QRectF(at.x() - 2, at.y() - 2, 4, 4));
        }
    }
}

// A line has an empty box, which QRectF::intersects never reports without a margin.
QVector<QRectF> areasOf(const Drawing &drawing)
{
    QVector<QRectF> taken;
    for (const DrawnShape &shape : drawing.shapes) {
        const QRectF box = shape.points.boundingRect().adjusted(-1, -1, 1, 1);
        if (box.width() < drawing.plot.width() / 3 && box.height() < drawing.plot.height() / 3) {
            taken.append(box);
        } else if (shape.kind == ShapeKind::Line) {
            addSlanted(shape, taken);
        }
    }
    return taken;
}

}  // namespace

void drawPointNames(const Plot &plot, Drawing &drawing)
{
    if (drawing.marks.size() > mostNamed) {
        return;
    }
    QVector<QRectF> taken = areasOf(drawing);
    const int pixels = std::max(7, plot.fontPixels - 1);
    const ChartFont font(pixels);
    const double height = pixels * 1.3;
    for (const DrawnMark &mark : drawing.marks) {
        const auto &point = plot.spec.series[mark.series].points[mark.point];
        const QString name = font.elided(cleaned(point.label), plot.area.width() * 0.3);
        if (name.isEmpty()) {
            continue;
        }
        const double reach = plot.markRadius() * 1.5;
        for (const Place &place :
             placesAround(mark.area.center(), reach, font.width(name), height)) {
            if (plot.area.contains(place.box) && isFree(place.box, taken)) {
                DrawnText text{place.at, name, plot.colours.muted, pixels, place.anchor};
                drawing.texts.append(text);
                taken.append(place.box);
                break;
            }
        }
    }
}

}  // namespace touchstone::ui
