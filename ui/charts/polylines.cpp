#include "charts/polylines.h"

#include <array>
#include <cmath>
#include <functional>
#include <optional>
#include <set>
#include <utility>

namespace touchstone::ui {

namespace {

std::optional<std::pair<QPointF, QPointF>> clippedSegment(const QPointF &a, const QPointF &b,
                                                          const QRectF &area)
{
    double from = 0, to = 1;
    const QPointF d = b - a;
    const std::array<std::pair<double, double>, 4> edges{{{-d.x(), a.x() - area.left()},
                                                          {d.x(), area.right() - a.x()},
                                                          {-d.y(), a.y() - area.top()},
                                                          {d.y(), area.bottom() - a.y()}}};
    for (const auto &[p, q] : edges) {
        if (p == 0) {
            if (q < 0) {
                return std::nullopt;
            }
            continue;
        }
        const double t = q / p;
        if (p < 0) {
            from = std::max(from, t);
        } else {
            to = std::min(to, t);
        }
    }
    if (from > to) {
        return std::nullopt;
    }
    return std::pair{a + d * from, a + d * to};
}

}  // namespace

QVector<QPolygonF> clippedLine(const QPolygonF &line, const QRectF &area)
{
    QVector<QPolygonF> pieces;
    bool open = false;
    for (qsizetype i = 1; i < line.size(); ++i) {
        const auto segment = clippedSegment(line[i - 1], line[i], area);
        if (!segment) {
            open = false;
            continue;
        }
        if (!open) {
            pieces.append(QPolygonF{segment->first});
        }
        pieces.last().append(segment->second);
        open = segment->second == line[i];
    }
    return pieces;
}

QPolygonF clippedArea(const QPolygonF &polygon, const QRectF &area)
{
    struct Edge {
        std::function<double(const QPointF &)> inside;  // >= 0 inside
    };
    const std::array<Edge, 4> edges{
            {{[&area](const QPointF &p) { return p.x() - area.left(); }},
             {[&area](const QPointF &p) { return area.right() - p.x(); }},
             {[&area](const QPointF &p) { return p.y() - area.top(); }},
             {[&area](const QPointF &p) { return area.bottom() - p.y(); }}}};
    QPolygonF current = polygon;
    for (const Edge &edge : edges) {
        QPolygonF next;
        for (qsizetype i = 0; i < current.size(); ++i) {
            const QPointF &a = current[i];
            const QPointF &b = current[(i + 1) % current.size()];
            const double da = edge.inside(a);
            const double db = edge.inside(b);
            if (da >= 0) {
                next.append(a);
            }
            if ((da >= 0) != (db >= 0)) {
                next.append(a + (b - a) * (da / (da - db)));
            }
        }
        current = next;
    }
    return current;
}

QPolygonF thinnedLine(const QPolygonF &line)
{
    constexpr double columnWidth = 2;
    const auto columnOf = [](const QPointF &point) { return std::floor(point.x() / columnWidth); };
    QPolygonF out;
    for (qsizetype i = 0; i < line.size();) {
        qsizetype lowest = i, highest = i, last = i;
        for (; last + 1 < line.size() && columnOf(line[last + 1]) == columnOf(line[i]); ++last) {
            lowest = line[last + 1].y() < line[lowest].y() ? last + 1 : lowest;
            highest = line[last + 1].y() > line[highest].y() ? last + 1 : highest;
        }
        std::set<qsizetype> kept{lowest, highest};
        if (i == 0) {
            kept.insert(i);
        }
        if (last + 1 == line.size()) {
            kept.insert(last);
        }
        for (const qsizetype point : kept) {
            out.append(line[point]);
        }
        i = last + 1;
    }
    return out;
}

}  // namespace touchstone::ui
