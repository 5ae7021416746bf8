#include "charts/legend.h"

#include "charts/chart_text.h"

#include <QPainter>

namespace touchstone::ui {

namespace {

double sampleWidth(const LegendEntry &entry, int pixels)
{
    return pixels * (entry.line ? 2.2 : 1.1);
}

QVector<LegendEntry> entriesOf(const compare::ChartSpec &spec, const ChartStyle &style)
{
    const ChartColours &colours = chartColours(style.theme);
    QVector<LegendEntry> entries;
    qsizetype limits = -1;  // the one entry for all limits of curves, in a neutral colour
    for (qsizetype i = 0; i < spec.series.size(); ++i) {
        const auto &series = spec.series[i];
        SeriesLook look = lookOf(spec, i, colours);
        const QString name = shownText(series.name, style);
        if (series.points.isEmpty() || name.isEmpty()) {
            continue;
        }
        if (series.limitOf >= 0) {
            if (limits >= 0) {
                entries[limits].series.append(int(i));
                continue;
            }
            limits = entries.size();
            look.colour = colours.limit;
        }
        entries.append({name, look, series.line, look.mark != MarkShape::None, {}, {int(i)}});
    }
    for (const compare::GuideLine &guide : spec.guides) {
        const SeriesLook look{guideColour(guide, colours), MarkShape::None, true, 0.12};
        const QString name = shownText(guide.label, style);
        if (!name.isEmpty()) {
            entries.append({name, look, true, false, {}, {}});
        }
    }
    return entries;
}

}  // namespace

QVector<LegendEntry> layOutLegend(const compare::ChartSpec &spec, const ChartStyle &style,
                                  int pixels, const QPointF &at, double width)
{
    const ChartFont font(pixels);
    const double row = pixels * 1.6;
    const double gap = pixels * 1.4;
    QPointF next = at;
    QVector<LegendEntry> entries = entriesOf(spec, style);
    for (LegendEntry &entry : entries) {
        const double sample = sampleWidth(entry, pixels) + pixels * 0.5;
        entry.name = font.elided(entry.name, width - sample - pixels * 0.5);
        const double needed = sample + font.width(entry.name);
        if (next.x() > at.x() && next.x() + needed > at.x() + width) {
            next = {at.x(), next.y() + row};
        }
        entry.box = QRectF(next, QSizeF(needed, row));
        next.rx() += needed + gap;
    }
    return entries;
}

LegendItem::LegendItem(const QVector<LegendEntry> &entries, int pixels, ChartTheme theme,
                       QGraphicsItem *parent)
    : QGraphicsItem(parent), m_entries(entries), m_hidden(entries.size(), false), m_pixels(pixels),
      m_colours(chartColours(theme))
{
    for (const LegendEntry &entry : m_entries) {
        m_box = m_box.united(entry.box);
    }
}

void LegendItem::setHidden(const QVector<bool> &hidden)
{
    m_hidden = hidden;
    update();
}

void LegendItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *)
{
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        painter->setOpacity(m_hidden[i] ? 0.35 : 1);
        paintEntry(*painter, m_entries[i]);
    }
    painter->setOpacity(1);
}

void LegendItem::paintEntry(QPainter &painter, const LegendEntry &entry) const
{
    const double sample = sampleWidth(entry, m_pixels);
    const double x = entry.box.left();
    const double middle = entry.box.center().y();
    if (entry.line) {
        QPen pen(entry.look.colour, entry.look.lineWidth * m_pixels);
        pen.setCapStyle(Qt::FlatCap);
        if (entry.look.dashed) {
            pen.setDashPattern({4, 3});
        }
        painter.setPen(pen);
        painter.drawLine(QPointF(x, middle), QPointF(x + sample, middle));
    }
    if (entry.mark) {
        paintMark(painter, entry.look, {x + sample / 2, middle}, markRadius(m_pixels),
                  m_colours.background);
    }
    painter.setFont(ChartFont(m_pixels).font());
    painter.setPen(m_colours.text);
    painter.drawText(QPointF(x + sample + m_pixels * 0.5, middle + m_pixels * 0.36), entry.name);
}

}  // namespace touchstone::ui
