#include "compare/dots_apart.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace touchstone::compare {

namespace {

// Of the length of an axis: a mark in a chart of one column, 89 mm wide.
constexpr double markWide = 0.035, markHigh = 0.045;

struct Place {
    double x = 0, y = 0;  // from 0 to 1 along the axes
};

double along(const ChartAxis &axis, double value)
{
    return std::log2(value / axis.min) / std::log2(axis.max / axis.min);
}

Place placeOf(const ChartSpec &spec, const ChartPoint &point)
{
    return {along(spec.x, point.x), along(spec.y, point.y)};
}

class Dots {
public:
    void add(const Place &place) { m_taken.append(place); }

    // The free place nearest to it on its own height; its own where all are taken.
    Place apart(const Place &from) const
    {
        for (const int step : {0, 1, -1, 2, -2, 3, -3}) {
            const Place place{from.x + step * markWide, from.y};
            if (place.x >= 0 && place.x <= 1 && isFree(place)) {
                return place;
            }
        }
        return from;
    }

private:
    bool isFree(const Place &place) const
    {
        constexpr double rounding = 1e-9;
        return std::none_of(m_taken.begin(), m_taken.end(), [&place](const Place &other) {
            return std::abs(other.x - place.x) < markWide - rounding
                   && std::abs(other.y - place.y) < markHigh - rounding;
        });
    }

    QVector<Place> m_taken;
};

bool isDot(const ChartSeries &series)
{
    return isFigure(series.style) && !series.line;
}

}  // namespace

bool moveDotsApart(ChartSpec &spec)
{
    Dots dots;
    for (const ChartSeries &series : spec.series) {
        for (const ChartPoint &point : series.points) {
            if (isFigure(series.style) && series.line) {
                dots.add(placeOf(spec, point));
            }
        }
    }
    std::map<int, double> moved;  // by row of the table, which a figure shares with its limit
    for (ChartSeries &series : spec.series) {
        for (ChartPoint &point : series.points) {
            if (!isDot(series)) {
                continue;
            }
            const Place from = placeOf(spec, point);
            const Place to = dots.apart(from);
            dots.add(to);
            if (to.x != from.x) {
                point.x *= std::exp2((to.x - from.x) * std::log2(spec.x.max / spec.x.min));
                moved[point.row] = point.x;
            }
        }
    }
    for (ChartSeries &series : spec.series) {
        for (ChartPoint &point : series.points) {
            const auto own = moved.find(point.row);
            if (series.style == MarkStyle::Limit && own != moved.end()) {
                point.x = own->second;
            }
        }
    }
    return !moved.empty();
}

}  // namespace touchstone::compare
