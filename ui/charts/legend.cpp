#include "charts/legend.h"

#include "charts/chart_text.h"
#include "charts/plot.h"

#include <utility>

namespace touchstone::ui {

namespace {

struct Entry {
    QString name;
    SeriesLook look;
    bool line = false, mark = true;
};

QVector<Entry> entriesOf(const compare::ChartSpec &spec, const ChartStyle &style,
                         const ChartColours &colours)
{
    QVector<Entry> entries;
    bool limitsNamed = false;
    for (qsizetype i = 0; i < spec.series.size(); ++i) {
        const auto &series = spec.series[i];
        SeriesLook look = lookOf(spec, i, colours);
        const QString name = shownText(series.name, style);
        if (series.points.isEmpty() || name.isEmpty()) {
            continue;
        }
        if (series.limitOf >= 0) {  // one entry for all limits, in a neutral colour
            if (std::exchange(limitsNamed, true)) {
                continue;
            }
            look.colour = colours.limit;
        }
        entries.append({name, look, series.line, look.mark != MarkShape::None});
    }
    for (const compare::GuideLine &guide : spec.guides) {
        const SeriesLook look{guideColour(guide, colours), MarkShape::None, true, 0.12};
        const QString name = shownText(guide.label, style);
        if (!name.isEmpty()) {
            entries.append({name, look, true, false});
        }
    }
    return entries;
}

}  // namespace

QColor guideColour(const compare::GuideLine &guide, const ChartColours &colours)
{
    return guide.style == compare::MarkStyle::Claim   ? colours.claim
           : guide.style == compare::MarkStyle::Limit ? colours.limit
                                                      : colours.axis;
}

double drawLegend(const compare::ChartSpec &spec, const ChartStyle &style, int pixels,
                  const QPointF &at, double width, Drawing &drawing)
{
    const ChartColours &colours = chartColours(style.theme);
    const ChartFont font(pixels);
    const double row = pixels * 1.6;
    double x = at.x();
    double y = at.y();
    for (const Entry &entry : entriesOf(spec, style, colours)) {
        const double sample = pixels * (entry.line ? 2.2 : 1.1);
        const QString name = font.elided(entry.name, width - sample - pixels);
        const double needed = sample + pixels * 0.5 + font.width(name) + pixels * 1.4;
        if (x > at.x() && x + needed - pixels * 1.4 > at.x() + width) {
            x = at.x();
            y += row;
        }
        const double middle = y + row / 2;
        if (entry.line) {
            DrawnShape line;
            line.points = {{x, middle}, {x + sample, middle}};
            line.stroke = entry.look.colour;
            line.width = entry.look.lineWidth * pixels;
            line.dashed = entry.look.dashed;
            drawing.shapes.append(line);
        }
        if (entry.mark) {
            drawing.shapes.append(markShape(entry.look, {x + sample / 2, middle}, pixels * 0.42,
                                            false, colours.background));
        }
        drawing.texts.append(
                {{x + sample + pixels * 0.5, middle + pixels * 0.36}, name, colours.text, pixels});
        x += needed;
    }
    return x > at.x() ? y + row : y;
}

}  // namespace touchstone::ui
