#include "charts/chart_layout.h"

#include "charts/chart_text.h"
#include "charts/legend.h"
#include "charts/plot.h"
#include "charts/ticks.h"

#include <algorithm>
#include <cmath>

namespace touchstone::ui {

using compare::ChartSpec;

namespace {

bool hasPoints(const ChartSpec &spec)
{
    return std::any_of(spec.series.begin(), spec.series.end(), [](const auto &series) {
        return series.style != compare::MarkStyle::Guide && !series.points.isEmpty();
    });
}

// Builds a drawing from the outside inwards: heading, notes, axes, then the data.
class Layout {
public:
    Layout(const ChartSpec &spec, const ChartStyle &style, const ChartFrame &frame)
        : m_spec(spec), m_style(style), m_frame(frame), m_colours(chartColours(style.theme)),
          m_px(frame.fontPixels), m_pad(frame.fontPixels * 0.9), m_font(m_px), m_small(smallPx())
    {
        m_drawing.background = m_colours.background;
    }

    Drawing make()
    {
        const double top = heading();
        if (!hasPoints(m_spec)) {
            return emptyChart(top);
        }
        const QStringList notes = noteLines();
        const double bottom = m_px * 3.9 + double(notes.size()) * noteStep() + m_pad;
        placePlot(top, bottom);
        axisX();
        axisY();
        rowFigures();
        guides();
        const Plot plot{m_spec, m_colours, m_drawing.plot, m_px};
        drawSeries(plot, m_drawing);
        if (m_spec.kind == compare::ChartKind::ClaimedOverMeasured
            || m_spec.kind == compare::ChartKind::Roofline) {
            drawPointNames(plot, m_drawing);
        }
        double y = m_drawing.plot.bottom() + m_px * 3.9 + noteStep() * 0.8;
        for (const QString &line : notes) {
            write({m_pad, y}, line, m_colours.muted, smallPx());
            y += noteStep();
        }
        return m_drawing;
    }

private:
    bool byCategory() const { return !m_spec.y.categories.isEmpty(); }
    // Taller than a page: ticks at the top as well.
    bool tall() const { return m_columns.isEmpty() && m_spec.y.categories.size() > 35; }
    int smallPx() const { return std::max(7, m_px - 1); }
    double hair() const { return std::max(1.0, m_px * 0.08); }
    double noteStep() const { return smallPx() * 1.45; }

    void write(const QPointF &at, const QString &text, const QColor &colour, int pixels,
               TextAnchor anchor = TextAnchor::Start, bool bold = false)
    {
        m_drawing.texts.append({at, text, colour, pixels, anchor, bold, false});
    }

    void line(const QPointF &a, const QPointF &b, const QColor &colour, double width,
              bool dashed = false)
    {
        DrawnShape shape;
        shape.points = {a, b};
        shape.stroke = colour;
        shape.width = width;
        shape.dashed = dashed;
        m_drawing.shapes.append(shape);
    }

    // Title, subtitle and legend; returns the y at which the plot may begin.
    double heading()
    {
        const int titlePx = m_px + std::max(1, m_px / 5);
        const double width = m_frame.width - 2 * m_pad;
        double y = m_pad;
        const auto lines = [&](const QString &text, int pixels, bool bold, const QColor &colour) {
            for (const QString &part : ChartFont(pixels, bold).wrapped(text, width, 2)) {
                y += pixels * 1.3;
                write({m_pad, y - pixels * 0.3}, part, colour, pixels, TextAnchor::Start, bold);
            }
        };
        lines(shownText(m_spec.title, m_style), titlePx, true, m_colours.text);
        if (hasPoints(m_spec)) {
            lines(shownText(m_spec.subtitle, m_style), m_px, false, m_colours.muted);
            y += m_px * 0.4;
            y = drawLegend(m_spec, m_style, m_px, {m_pad, y}, width, m_drawing);
        }
        return y + m_px * 0.6;
    }

    QStringList noteLines() const
    {
        const double width = m_frame.width - 2 * m_pad;
        QStringList lines = m_small.wrapped(shownText(m_spec.legendNote, m_style), width, 5);
        if (!m_spec.dropped.isEmpty()) {
            const Text note =
                    m_spec.dropped.size() == 1
                            ? m_spec.dropped.first()
                            : text("{0} entries are not drawn; the data file gives the reasons.",
                                   "有 {0} 项未绘出，原因见数据文件。", m_spec.dropped.size());
            lines += m_small.wrapped(shownText(note, m_style), width, 2);
        }
        return lines;
    }

    Drawing emptyChart(double top)
    {
        const double height = std::max(m_frame.height, top + m_px * 12);
        m_drawing.size = QSizeF(m_frame.width, height);
        m_drawing.plot = QRectF(m_pad, top, m_frame.width - 2 * m_pad, height - top - m_pad);
        const QStringList lines = ChartFont(m_px + 1).wrapped(shownText(m_spec.subtitle, m_style),
                                                              m_drawing.plot.width() * 0.8, 4);
        double y = m_drawing.plot.center().y() - double(lines.size() - 1) * m_px * 0.8;
        for (const QString &text : lines) {
            write({m_drawing.plot.center().x(), y}, text, m_colours.muted, m_px + 1,
                  TextAnchor::Middle);
            y += m_px * 1.6;
        }
        return m_drawing;
    }

    double leftMargin() const
    {
        double widest = 0;
        if (byCategory()) {
            for (qsizetype i = 0; i < m_spec.y.categories.size(); ++i) {
                widest = std::max(widest, m_font.width(shownText(m_spec.y.categories[i], m_style)
                                                       + detailOf(i)));
            }
            return m_pad + std::min(widest, m_frame.width * 0.36) + m_px * 0.8;
        }
        // The height is not known yet; the labels of a long axis include those of a short one.
        for (const Tick &tick : axisTicks(m_spec.y, 3000, m_px * 2.2)) {
            widest = std::max(widest, m_font.width(tick.label));
        }
        return m_pad + m_px * 1.8 + widest + m_px * 0.8;
    }

    // Widths of the columns with figures, as many as fit.
    QVector<double> columnWidths() const
    {
        const ChartFont titles(smallPx(), true);
        QVector<double> widths;
        double total = 0;
        for (qsizetype column = 0; column < m_spec.figureTitles.size(); ++column) {
            double widest = titles.width(shownText(m_spec.figureTitles[column], m_style));
            for (const auto &row : m_spec.figures) {
                if (column < row.size()) {
                    widest = std::max(widest, m_small.width(shownText(row[column], m_style)));
                }
            }
            total += widest + m_px * 1.4;
            if (total >= m_frame.width * 0.36) {
                break;
            }
            widths.append(widest + m_px * 1.4);
        }
        return widths;
    }

    void placePlot(double top, double bottom)
    {
        m_columns = byCategory() ? columnWidths() : QVector<double>();
        double right = m_pad + m_px * 0.6;
        for (const double width : m_columns) {
            right += width;
        }
        if (!m_columns.isEmpty() || tall()) {
            top += m_px * 1.6;
        }
        const double left = leftMargin();
        const double given = m_frame.height - top - bottom;
        double height = std::max(given, (m_frame.width - left - right) * 0.62);
        if (byCategory()) {
            const double lines = double(m_spec.y.categories.size());
            const double strip = m_spec.kind == compare::ChartKind::TechniqueStrip ? 1.2 : 1;
            height = std::clamp(given, lines * m_px * 2.1 * strip, lines * m_px * 5.5 * strip);
        } else if (m_frame.height > 0) {
            height = std::max(given, m_px * 10.0);
        }
        m_drawing.plot = QRectF(left, top, m_frame.width - left - right, height);
        m_drawing.size =
                QSizeF(m_frame.width, std::max(m_frame.height, std::ceil(top + height + bottom)));
    }

    void axisX()
    {
        const QRectF &plot = m_drawing.plot;
        for (const Tick &tick : axisTicks(m_spec.x, plot.width(), m_px * 3.6)) {
            const double x = plot.left() + axisPosition(m_spec.x, tick.value) * plot.width();
            const bool major = !tick.label.isEmpty();
            if (major) {
                line({x, plot.top()}, {x, plot.bottom()}, m_colours.grid, hair());
            }
            line({x, plot.bottom()}, {x, plot.bottom() + m_px * (major ? 0.45 : 0.25)},
                 m_colours.axis, hair());
            if (!major) {
                continue;
            }
            write({x, plot.bottom() + m_px * 1.6}, tick.label, m_colours.muted, m_px,
                  TextAnchor::Middle);
            if (tall()) {
                write({x, plot.top() - m_px * 0.3}, tick.label, m_colours.muted, m_px,
                      TextAnchor::Middle);
            }
        }
        line(plot.bottomLeft(), plot.bottomRight(), m_colours.axis, hair());
        write({plot.center().x(), plot.bottom() + m_px * 3.1},
              m_font.elided(shownText(m_spec.x.title, m_style), m_frame.width - 2 * m_pad),
              m_colours.text, m_px, TextAnchor::Middle);
        keepInside(m_drawing.texts.last());
    }

    // A title centred below a narrow plot may need more room than there is left of the centre.
    void keepInside(DrawnText &text) const
    {
        const double half = m_font.width(text.text) / 2;
        text.at.setX(std::clamp(text.at.x(), m_pad + half,
                                std::max(m_pad + half, m_frame.width - m_pad - half)));
    }

    void axisY() { byCategory() ? categories() : numericY(); }

    // " – Speedup (×)", which is never cut.
    QString detailOf(qsizetype line) const
    {
        return line < m_spec.y.details.size()
                       ? QStringLiteral(" – ") + shownText(m_spec.y.details[line], m_style)
                       : QString();
    }

    void categories()
    {
        const QRectF &plot = m_drawing.plot;
        const double step = plot.height() / double(m_spec.y.categories.size());
        for (qsizetype i = 0; i < m_spec.y.categories.size(); ++i) {
            const double y = plot.top() + (double(i) + 0.5) * step;
            line({plot.left(), y}, {plot.right(), y}, m_colours.grid, hair());
            const QString detail = detailOf(i);
            const double room = plot.left() - m_pad - m_px * 0.8 - m_font.width(detail);
            write({plot.left() - m_px * 0.8, y + m_px * 0.36},
                  m_font.elided(shownText(m_spec.y.categories[i], m_style), room) + detail,
                  m_colours.text, m_px, TextAnchor::End);
        }
        line(plot.topLeft(), plot.bottomLeft(), m_colours.axis, hair());
    }

    void numericY()
    {
        const QRectF &plot = m_drawing.plot;
        for (const Tick &tick : axisTicks(m_spec.y, plot.height(), m_px * 2.2)) {
            const double y = plot.bottom() - axisPosition(m_spec.y, tick.value) * plot.height();
            const bool major = !tick.label.isEmpty();
            line({plot.left() - m_px * (major ? 0.45 : 0.25), y}, {plot.left(), y}, m_colours.axis,
                 hair());
            if (major) {
                line({plot.left(), y}, {plot.right(), y}, m_colours.grid, hair());
                write({plot.left() - m_px * 0.7, y + m_px * 0.36}, tick.label, m_colours.muted,
                      m_px, TextAnchor::End);
            }
        }
        line(plot.topLeft(), plot.bottomLeft(), m_colours.axis, hair());
        DrawnText title{{m_pad + m_px * 0.8, plot.center().y()},
                        m_font.elided(shownText(m_spec.y.title, m_style), plot.height()),
                        m_colours.text,
                        m_px,
                        TextAnchor::Middle};
        title.upwards = true;
        m_drawing.texts.append(title);
    }

    // The figures of each line, printed at its end as in a forest plot.
    void rowFigures()
    {
        const QRectF &plot = m_drawing.plot;
        double right = plot.right();
        for (qsizetype column = 0; column < m_columns.size(); ++column) {
            right += m_columns[column];
            write({right, plot.top() - m_px * 0.7}, shownText(m_spec.figureTitles[column], m_style),
                  m_colours.muted, smallPx(), TextAnchor::End, true);
            const double step = plot.height() / double(m_spec.y.categories.size());
            for (qsizetype i = 0; i < m_spec.figures.size(); ++i) {
                if (column < m_spec.figures[i].size()) {
                    write({right, plot.top() + (double(i) + 0.5) * step + m_px * 0.36},
                          shownText(m_spec.figures[i][column], m_style), m_colours.text, smallPx(),
                          TextAnchor::End);
                }
            }
        }
    }

    void guides()
    {
        const QRectF &plot = m_drawing.plot;
        for (const compare::GuideLine &guide : m_spec.guides) {
            const auto &axis = guide.vertical ? m_spec.x : m_spec.y;
            const bool drawable = std::isfinite(guide.value) && (!axis.log2 || guide.value > 0);
            const double place = drawable ? axisPosition(axis, guide.value) : -1;
            if (place < 0 || place > 1) {
                continue;
            }
            const QColor colour = guideColour(guide, m_colours);
            if (guide.vertical) {
                const double x = plot.left() + place * plot.width();
                line({x, plot.top()}, {x, plot.bottom()}, colour, m_px * 0.12, true);
            } else {
                const double y = plot.bottom() - place * plot.height();
                line({plot.left(), y}, {plot.right(), y}, colour, m_px * 0.12, true);
            }
        }
    }

    const ChartSpec &m_spec;
    const ChartStyle &m_style;
    const ChartFrame &m_frame;
    const ChartColours &m_colours;
    int m_px;
    double m_pad;
    ChartFont m_font, m_small;
    QVector<double> m_columns;
    Drawing m_drawing;
};

}  // namespace

ChartFrame printFrame(ChartSize size)
{
    constexpr double millimetre = 96 / 25.4;
    switch (size) {
    case ChartSize::SingleColumn:
        return {89 * millimetre, 0, 9};
    case ChartSize::DoubleColumn:
        return {183 * millimetre, 0, 10};
    case ChartSize::Slide:
        return {1280, 720, 20};
    }
    return {};
}

Drawing layoutChart(const ChartSpec &spec, const ChartStyle &style, const ChartFrame &frame)
{
    return Layout(spec, style, frame).make();
}

}  // namespace touchstone::ui
