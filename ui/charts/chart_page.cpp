#include "charts/chart_page.h"

#include "charts/chart_text.h"
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

// The widest of many texts, but not more than `most`.
template <typename Texts>
double widest(const ChartFont &font, const Texts &texts, double most)
{
    double width = 0;
    for (const QString &text : texts) {
        width = std::max(width, font.width(text));
        if (width >= most) {
            return most;
        }
    }
    return width;
}

// From the outside inwards: heading, notes, margins, and what is left is the plot.
class PageLayout {
public:
    PageLayout(const ChartSpec &spec, const ChartStyle &style, const ChartFrame &frame)
        : m_spec(spec), m_style(style), m_frame(frame), m_colours(chartColours(style.theme)),
          m_px(frame.fontPixels), m_pad(frame.fontPixels * 0.9), m_font(m_px), m_small(smallPx())
    {
        m_page.fontPixels = m_px;
    }

    ChartPage make()
    {
        const double top = heading();
        if (!hasPoints(m_spec)) {
            emptyPage(top);
            return m_page;
        }
        const QStringList notes = noteLines();
        placePlot(top, m_px * 3.9 + double(notes.size()) * noteStep() + m_pad);
        axisTitles();
        double y = m_page.plot.bottom() + m_px * 3.9 + noteStep() * 0.8;
        for (const QString &line : notes) {
            write({m_pad, y}, line, m_colours.muted, smallPx());
            y += noteStep();
        }
        return m_page;
    }

private:
    bool byCategory() const { return !m_spec.y.categories.isEmpty(); }
    int smallPx() const { return smallPixels(m_px); }
    double noteStep() const { return smallPx() * 1.45; }

    void write(const QPointF &at, const QString &text, const QColor &colour, int pixels,
               TextAnchor anchor = TextAnchor::Start, bool bold = false)
    {
        m_page.texts.append({at, text, colour, pixels, anchor, bold, false});
    }

    // Title, subtitle and legend; returns the y at which the plot may begin.
    double heading()
    {
        const int titlePx = m_px + std::max(1, m_px / 5);
        const double width = m_frame.width - 2 * m_pad;
        double y = m_pad;
        constexpr int titleLines = 2, subtitleLines = 4;  // it names what is left out
        const auto lines = [&](const QString &text, int pixels, bool bold, const QColor &colour) {
            const int most = bold ? titleLines : subtitleLines;
            for (const QString &part : ChartFont(pixels, bold).wrapped(text, width, most)) {
                y += pixels * 1.3;
                write({m_pad, y - pixels * 0.3}, part, colour, pixels, TextAnchor::Start, bold);
            }
        };
        lines(shownText(m_spec.title, m_style), titlePx, true, m_colours.text);
        if (hasPoints(m_spec)) {
            lines(shownText(m_spec.subtitle, m_style), m_px, false, m_colours.muted);
            m_page.legend = layOutLegend(m_spec, m_style, m_px, {m_pad, y + m_px * 0.4}, width);
            y = m_page.legend.isEmpty() ? y + m_px * 0.4 : m_page.legend.last().box.bottom();
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

    void emptyPage(double top)
    {
        m_page.empty = true;
        const double height = std::max(m_frame.height, top + m_px * 12);
        m_page.size = QSizeF(m_frame.width, height);
        m_page.plot = QRectF(m_pad, top, m_frame.width - 2 * m_pad, height - top - m_pad);
        const QStringList lines = ChartFont(m_px + 1).wrapped(shownText(m_spec.subtitle, m_style),
                                                              m_page.plot.width() * 0.8, 4);
        double y = m_page.plot.center().y() - double(lines.size() - 1) * m_px * 0.8;
        for (const QString &line : lines) {
            write({m_page.plot.center().x(), y}, line, m_colours.muted, m_px + 1,
                  TextAnchor::Middle);
            y += m_px * 1.6;
        }
    }

    double leftMargin() const
    {
        QStringList labels;
        if (byCategory()) {
            QStringList details;
            for (const Text &category : m_spec.y.categories) {
                labels.append(shownText(category, m_style));
            }
            for (const Text &detail : m_spec.y.details) {
                details.append(shownText(detail, m_style));
            }
            return m_pad
                   + std::max(widest(m_font, labels, m_frame.width * 0.36),
                              widest(m_small, details, m_frame.width))
                   + m_px * 0.8;
        }
        // The height is not known yet; the labels of a long axis include those of a short one.
        for (const Tick &tick : axisTicks(m_spec.y, 3000, m_px * 2.2)) {
            labels.append(tick.label);
        }
        return m_pad + m_px * 1.8 + widest(m_font, labels, m_frame.width * 0.36) + m_px * 0.8;
    }

    // Widths of the columns with figures, as many as fit.
    QVector<double> columnWidths() const
    {
        const ChartFont titles(smallPx(), true);
        const double most = m_frame.width * 0.36;
        QVector<double> widths;
        double total = 0;
        for (qsizetype column = 0; column < m_spec.figureTitles.size(); ++column) {
            QStringList cells;
            for (const auto &row : m_spec.figures) {
                cells.append(column < row.size() ? shownText(row[column], m_style) : QString());
            }
            const double title = titles.width(shownText(m_spec.figureTitles[column], m_style));
            const double width = std::max(title, widest(m_small, cells, most)) + m_px * 1.4;
            total += width;
            if (total >= most) {
                break;
            }
            widths.append(width);
        }
        return widths;
    }

    // The least of a category. With a second line it is nearer to its own than to the next one,
    // unless all would fit on the page but for that.
    double lineHeight(double given) const
    {
        constexpr double tight = 2.5, wide = 3.1;
        const double lines = double(m_spec.y.categories.size());
        return m_spec.y.details.isEmpty() ? 2.1 : given >= lines * m_px * tight ? tight : wide;
    }

    void placePlot(double top, double bottom)
    {
        const double left = std::ceil(leftMargin());
        QVector<double> widths = byCategory() ? columnWidths() : QVector<double>();
        double right = m_pad + m_px * 0.6;
        for (const double width : widths) {
            right += width;
        }
        constexpr double least = 0.28;  // of the page, for the plot
        while (!widths.isEmpty() && m_frame.width - left - right < m_frame.width * least) {
            right -= widths.takeLast();
        }
        m_page.columns = widths;
        if (!widths.isEmpty() || hasTopAxis(m_spec, m_page)) {
            top += m_px * 1.6;
        }
        top = std::ceil(top);
        const double given = m_frame.height - top - bottom;
        const double width = std::floor(m_frame.width - left - right);
        double height = std::max(given, width * 0.62);
        if (byCategory()) {
            const double lines = double(m_spec.y.categories.size());
            const double strip = m_spec.kind == compare::ChartKind::TechniqueStrip ? 1.2 : 1;
            height = std::clamp(given, lines * m_px * lineHeight(given) * strip,
                                lines * m_px * 5.5 * strip);
        } else if (m_frame.height > 0) {
            height = std::max(given, m_px * 10.0);
        }
        height = std::floor(height);
        m_page.plot = QRectF(left, top, width, height);
        m_page.size =
                QSizeF(m_frame.width, std::max(m_frame.height, std::ceil(top + height + bottom)));
        double edge = m_page.plot.right();
        for (double &column : m_page.columns) {
            edge += column;
            column = edge;
        }
    }

    void axisTitles()
    {
        const QRectF &plot = m_page.plot;
        const QString x =
                m_font.elided(shownText(m_spec.x.title, m_style), m_frame.width - 2 * m_pad);
        // A title centred below a narrow plot may need more room than there is left of the centre.
        const double half = m_font.width(x) / 2;
        const double centre = std::clamp(plot.center().x(), m_pad + half,
                                         std::max(m_pad + half, m_frame.width - m_pad - half));
        write({centre, plot.bottom() + m_px * 3.1}, x, m_colours.text, m_px, TextAnchor::Middle);
        if (!byCategory()) {
            write({m_pad + m_px * 0.8, plot.center().y()},
                  m_font.elided(shownText(m_spec.y.title, m_style), plot.height()), m_colours.text,
                  m_px, TextAnchor::Middle);
            m_page.texts.last().upwards = true;
        }
    }

    const ChartSpec &m_spec;
    const ChartStyle &m_style;
    const ChartFrame &m_frame;
    const ChartColours &m_colours;
    int m_px;
    double m_pad;
    ChartFont m_font, m_small;
    ChartPage m_page;
};

}  // namespace

ChartPage layOutPage(const ChartSpec &spec, const ChartStyle &style, const ChartFrame &frame)
{
    return PageLayout(spec, style, frame).make();
}

bool hasTopAxis(const ChartSpec &spec, const ChartPage &page)
{
    constexpr qsizetype manyRows = 35;
    return page.columns.isEmpty() && spec.y.categories.size() > manyRows;
}

double rowPlace(const ChartSpec &spec, const QRectF &plot, const AxisSpan &shown, qsizetype row)
{
    const double place = (coordinateOf(spec.y, double(row)) - shown.low) / shown.length();
    return plot.bottom() - place * plot.height();
}

QVector<PlacedText> rowTexts(const ChartSpec &spec, const ChartStyle &style, const ChartPage &page,
                             const AxisSpan &shown, const AxisSpan &rows)
{
    const ChartColours &colours = chartColours(style.theme);
    const int px = page.fontPixels;
    const int small = smallPixels(px);
    const ChartFont font(px);
    const double right = page.plot.left() - px * 0.8;
    const double room = right - px * 0.9;
    QVector<PlacedText> texts;
    for (qsizetype column = 0; column < page.columns.size(); ++column) {
        texts.append({{page.columns[column], page.plot.top() - px * 0.7},
                      shownText(spec.figureTitles[column], style),
                      colours.muted,
                      small,
                      TextAnchor::End,
                      true});
    }
    for (qsizetype row = 0; row < spec.y.categories.size(); ++row) {
        const double coordinate = coordinateOf(spec.y, double(row));
        if (!shown.holds(coordinate) || !rows.holds(coordinate)) {
            continue;
        }
        const double middle = rowPlace(spec, page.plot, shown, row);
        const double y = middle + px * 0.36;
        const bool detailed = row < spec.y.details.size();
        texts.append({{right, detailed ? middle - px * 0.15 : y},
                      font.elided(shownText(spec.y.categories[row], style), room),
                      colours.text,
                      px,
                      TextAnchor::End});
        if (detailed) {
            texts.append({{right, middle + px},
                          shownText(spec.y.details[row], style),
                          colours.muted,
                          small,
                          TextAnchor::End});
        }
        const auto figures = spec.figures.value(row);
        for (qsizetype i = 0; i < std::min(page.columns.size(), figures.size()); ++i) {
            texts.append({{page.columns[i], y},
                          shownText(figures[i], style),
                          colours.text,
                          small,
                          TextAnchor::End});
        }
    }
    return texts;
}

}  // namespace touchstone::ui
