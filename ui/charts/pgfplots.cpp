#include "charts/pgfplots.h"

#include "charts/chart_frame.h"
#include "charts/chart_text.h"
#include "charts/export_parts.h"
#include "charts/series_look.h"
#include "charts/ticks.h"
#include "compare/table_text.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace touchstone::ui {

using compare::ChartAxis;
using compare::ChartPoint;
using compare::ChartSeries;
using compare::ChartSpec;
using compare::MarkStyle;

namespace {

QString num(double value)
{
    return QString::number(value, 'g', 8);
}

class Writer {
public:
    Writer(const ChartSpec &spec, const ChartStyle &style)
        : m_spec(spec), m_style(style), m_colours(chartColours(ChartTheme::Light))
    {
    }

    QString chart()
    {
        m_out = QStringLiteral("\\begin{tikzpicture}\n");
        colours();
        axis();
        for (const compare::GuideLine &guide : m_spec.guides) {
            drawGuide(guide);
        }
        for (qsizetype i = 0; i < m_spec.series.size(); ++i) {
            drawSeries(i);
        }
        return m_out + QStringLiteral("\\end{axis}\n\\end{tikzpicture}\n");
    }

private:
    QString shown(const Text &text) const
    {
        return compare::latexEscaped(shownText(text, m_style));
    }

    static QString colourName(qsizetype series)
    {
        // Letters only: xcolor would read digits as a colour mix.
        return QStringLiteral("touchstone") + QChar(ushort('A' + series / 26 % 26))
               + QChar(ushort('A' + series % 26));
    }

    void defineColour(const QString &name, const QColor &colour)
    {
        m_out += QStringLiteral("\\definecolor{%1}{HTML}{%2}\n")
                         .arg(name, colour.name().mid(1).toUpper());
    }

    void colours()
    {
        for (qsizetype i = 0; i < m_spec.series.size(); ++i) {
            defineColour(colourName(i), lookOf(m_spec, i, m_colours).colour);
        }
        defineColour(QStringLiteral("touchstoneGuide"), m_colours.axis);
        defineColour(QStringLiteral("touchstoneClaim"), m_colours.claim);
        defineColour(QStringLiteral("touchstoneLimit"), m_colours.limit);
    }

    void option(const char *name, const QString &value)
    {
        m_out += QStringLiteral("  %1={%2},\n").arg(QLatin1String(name), value);
    }

    // TeX has too few digits for seconds since 1970: days since the start of the axis.
    static double place(const ChartAxis &axis, double value)
    {
        constexpr double day = 86400;
        return axis.values == compare::AxisValues::Times ? (value - axis.min) / day : value;
    }

    void ticks(char axisName, const ChartAxis &axis, double length)
    {
        QStringList places, labels, minor;
        for (const Tick &tick : axisTicks(axis, length, 36)) {
            (tick.label.isEmpty() ? minor : places).append(num(place(axis, tick.value)));
            if (!tick.label.isEmpty()) {
                labels.append(tick.label);
            }
        }
        const std::string name(1, axisName);
        option((name + "tick").c_str(), places.join(QLatin1Char(',')));
        option((name + "ticklabels").c_str(), labels.join(QLatin1Char(',')));
        if (!minor.isEmpty()) {  // pgfplots has none of its own for this basis of logarithms
            const std::string extra = "extra " + name + " tick";
            option((extra + "s").c_str(), minor.join(QLatin1Char(',')));
            option((extra + " labels").c_str(), QString());
            option((extra + " style").c_str(),
                   QStringLiteral("grid=none, major tick length=0.8mm"));
        }
        option((name + "min").c_str(), num(place(axis, axis.min)));
        option((name + "max").c_str(), num(place(axis, axis.max)));
        if (axis.log2) {
            option((name + "mode").c_str(), QStringLiteral("log"));
            option((std::string("log basis ") + axisName).c_str(), QStringLiteral("2"));
        }
    }

    // The second line of a category is one of its own here too.
    QString categoryLabel(qsizetype line) const
    {
        const QString name = shown(m_spec.y.categories[line]);
        return line < m_spec.y.details.size()
                       ? name + QStringLiteral("\\\\ ") + shown(m_spec.y.details[line])
                       : name;
    }

    bool isStacked() const
    {
        return std::any_of(m_spec.series.begin(), m_spec.series.end(),
                           [](const ChartSeries &series) { return series.stacked; });
    }

    void categoryTicks()
    {
        QStringList places, labels;
        for (qsizetype i = 0; i < m_spec.y.categories.size(); ++i) {
            places.append(QString::number(i));
            labels.append(QLatin1Char('{') + categoryLabel(i) + QLatin1Char('}'));
        }
        option("ytick", places.join(QLatin1Char(',')));
        option("yticklabels", labels.join(QLatin1Char(',')));
        option("ymin", QStringLiteral("-0.5"));
        option("ymax", num(double(m_spec.y.categories.size()) - 0.5));
        option("y dir", QStringLiteral("reverse"));
        if (!m_spec.y.details.isEmpty()) {
            option("yticklabel style", QStringLiteral("{align=right}"));
        }
    }

    void axis()
    {
        const double millimetres = m_style.size == ChartSize::SingleColumn ? 89 : 183;
        const double pixels = printFrame(m_style.size).width;
        m_out += QStringLiteral("\\begin{axis}[\n");
        option("title", shown(m_spec.title));
        option("xlabel", shown(m_spec.x.title));
        option("ylabel", shown(m_spec.y.title));
        option("scale only axis", QStringLiteral("true"));
        option("width", num(millimetres * 0.55) + QStringLiteral("mm"));
        const double lines = double(m_spec.y.categories.size());
        option("height", num(lines > 0 ? std::max(20.0, lines * 6) : millimetres * 0.4)
                                 + QStringLiteral("mm"));
        if (isStacked()) {
            m_out += QStringLiteral("  xbar stacked, bar width=3mm,\n");
        }
        ticks('x', m_spec.x, pixels * 0.55);
        if (m_spec.y.categories.isEmpty()) {
            ticks('y', m_spec.y, pixels * 0.4);
        } else {
            categoryTicks();
        }
        m_out += QStringLiteral(
                "  grid=major, major grid style={black!10}, axis lines=left, axis line style={-},\n"
                "  tick label style={font=\\footnotesize}, label style={font=\\footnotesize},\n"
                "  title style={font=\\small\\bfseries},\n"
                "  legend style={at={(0.5,-0.2)}, anchor=north, legend columns=2, draw=none,\n"
                "    font=\\footnotesize, cells={anchor=west}},\n]\n");
    }

    void legend(const Text &name)
    {
        m_out += QStringLiteral("\\addlegendentry{%1}\n").arg(shown(name));
    }

    void drawGuide(const compare::GuideLine &guide)
    {
        const bool byCategory = !m_spec.y.categories.isEmpty();
        const double low = byCategory ? -0.5 : m_spec.y.min;
        const double high = byCategory ? double(m_spec.y.categories.size()) - 0.5 : m_spec.y.max;
        const QString from =
                guide.vertical ? QStringLiteral("(%1,%2) (%1,%3)")
                                         .arg(num(guide.value), num(low), num(high))
                               : QStringLiteral("(%1,%3) (%2,%3)")
                                         .arg(num(place(m_spec.x, m_spec.x.min)),
                                              num(place(m_spec.x, m_spec.x.max)), num(guide.value));
        m_out += QStringLiteral("\\addplot[dashed, %1] coordinates {%2};\n")
                         .arg(guide.style == MarkStyle::Claim   ? QStringLiteral("touchstoneClaim")
                              : guide.style == MarkStyle::Limit ? QStringLiteral("touchstoneLimit")
                                                                : QStringLiteral("touchstoneGuide"),
                              from);
        legend(guide.label);
    }

    QString markName(MarkShape mark) const
    {
        switch (mark) {
        case MarkShape::Circle:
            return QStringLiteral("*");
        case MarkShape::Ring:
            return QStringLiteral("*, mark options={fill=white}");
        case MarkShape::Diamond:
            return QStringLiteral("diamond*");
        case MarkShape::Square:
            return QStringLiteral("square*");
        case MarkShape::Cross:
            return QStringLiteral("+, mark options={very thick}");
        case MarkShape::TriangleUp:
            return QStringLiteral("triangle*");
        case MarkShape::TriangleDown:
            return QStringLiteral("triangle*, mark options={rotate=180}");
        case MarkShape::Bar:  // across the axis of factors
            return m_spec.y.categories.isEmpty() ? QStringLiteral("-") : QStringLiteral("|");
        case MarkShape::None:
            break;
        }
        return QStringLiteral("none");
    }

    QString row(const ChartPoint &point) const
    {
        const auto span = [](const std::optional<double> &end, double value) {
            return num(end ? std::abs(*end - value) : 0);
        };
        return QStringLiteral("%1 %2 %3 %4 %5 %6\n")
                .arg(num(place(m_spec.x, point.x)), num(point.y), span(point.xHigh, point.x),
                     span(point.xLow, point.x), span(point.yHigh, point.y),
                     span(point.yLow, point.y));
    }

    bool drawable(const ChartPoint &point) const
    {
        return std::isfinite(point.x) && std::isfinite(point.y) && (!m_spec.x.log2 || point.x > 0)
               && (!m_spec.y.log2 || point.y > 0);
    }

    // Only for axes with intervals: pgfplots also draws the caps of a bar of length 0.
    static QString errorBars(const ChartSeries &series)
    {
        const auto any = [&series](auto end) {
            return std::any_of(series.points.begin(), series.points.end(),
                               [end](const ChartPoint &point) { return (point.*end).has_value(); });
        };
        const bool alongX = any(&ChartPoint::xLow);
        const bool alongY = any(&ChartPoint::yLow);
        QString out;
        if (alongX || alongY) {
            out += QStringLiteral(", error bars/.cd");
            // A claimed range is not a confidence interval: a bar without caps.
            out += series.style == MarkStyle::Claim ? QStringLiteral(
                           ", error mark=none, error bar style={line width=3pt, opacity=0.35}")
                                                    : QString();
        }
        out += alongX ? QStringLiteral(", x dir=both, x explicit") : QString();
        out += alongY ? QStringLiteral(", y dir=both, y explicit") : QString();
        return out;
    }

    void drawPart(qsizetype index, bool hollow, bool named)
    {
        const ChartSeries &series = m_spec.series[index];
        QString rows;
        for (const ChartPoint &point : series.points) {
            if (drawable(point) && (series.line || point.hollow == hollow)) {
                rows += row(point);
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        const SeriesLook look = lookOf(m_spec, index, m_colours);
        QStringList options{
                colourName(index),
                series.line ? (look.dashed ? QStringLiteral("dashed") : QStringLiteral("solid"))
                            : QStringLiteral("only marks"),
                QStringLiteral("mark=") + markName(look.mark)};
        if (hollow) {
            options.append(QStringLiteral("mark options={fill=white}"));
        }
        if (!named) {
            options.append(QStringLiteral("forget plot"));
        }
        m_out += QStringLiteral(
                         "\\addplot[%1%2]\n table[row sep=newline, x index=0, y index=1, "
                         "x error plus index=2, x error minus index=3,\n  "
                         "y error plus index=4, y error minus index=5, header=false] {\n%3};\n")
                         .arg(options.join(QStringLiteral(", ")), errorBars(series), rows);
        if (named) {
            legend(series.name);
        }
    }

    // Over the parameter that decides a figure; pgfplots cuts it at the axis.
    void drawBands(qsizetype index)
    {
        for (const ChartPoint &point : m_spec.series[index].points) {
            if (drawable(point) && point.bandLow && point.bandHigh) {
                m_out += QStringLiteral("\\addplot[%1, line width=4pt, opacity=0.25, forget plot] "
                                        "coordinates {(%2,%4) (%3,%4)};\n")
                                 .arg(colourName(index), num(*point.bandLow), num(*point.bandHigh),
                                      num(point.y));
            }
        }
    }

    // Limits have the colours of their curves and one common entry in the legend.
    void nameLimits(const ChartSeries &series)
    {
        if (series.limitOf >= 0 && !std::exchange(m_limitsNamed, true)) {
            m_out += QStringLiteral("\\addlegendimage{dashed, touchstoneLimit}\n");
            legend(series.name);
        }
    }

    // pgfplots stacks bars by their index, so each series has a value, maybe 0, for every category.
    void drawStacked(qsizetype index)
    {
        const ChartSeries &series = m_spec.series[index];
        QVector<double> counts(m_spec.y.categories.size());
        for (const ChartPoint &point : series.points) {
            const auto line = qsizetype(std::lround(point.y));
            if (line >= 0 && line < counts.size()) {
                counts[line] = point.x;
            }
        }
        QString bars;
        for (qsizetype line = 0; line < counts.size(); ++line) {
            bars += QStringLiteral(" (%1,%2)").arg(num(counts[line]), num(double(line)));
        }
        m_out += QStringLiteral("\\addplot[%1, fill=%1] coordinates {%2};\n")
                         .arg(colourName(index), bars.trimmed());
        legend(series.name);
    }

    void drawSeries(qsizetype index)
    {
        const ChartSeries &series = m_spec.series[index];
        if (series.stacked) {
            drawStacked(index);
            return;
        }
        const bool anyFilled = std::any_of(series.points.begin(), series.points.end(),
                                           [](const ChartPoint &point) { return !point.hollow; });
        if (series.line) {
            drawPart(index, false, series.limitOf < 0);
            nameLimits(series);
            return;
        }
        drawBands(index);
        drawPart(index, false, true);
        drawPart(index, true, !anyFilled);
    }

    const ChartSpec &m_spec;
    const ChartStyle &m_style;
    const ChartColours &m_colours;
    QString m_out;
    bool m_limitsNamed = false;
};

}  // namespace

QString toLatex(const ChartSpec &spec, const ChartStyle &style)
{
    QString out = QStringLiteral("%% %1\n%% data %2\n"
                                 "%% The chart needs \\usepackage{pgfplots} and "
                                 "\\pgfplotsset{compat=1.16}, the table \\usepackage{booktabs};\n"
                                 "%% Chinese text needs LuaLaTeX or XeLaTeX with "
                                 "\\usepackage{ctex}.\n")
                          .arg(compare::latexEscaped(shownText(spec.title, style).simplified()),
                               spec.dataHash);
    out.replace(QStringLiteral("%%"), QStringLiteral("%"));
    const bool drawable = std::any_of(spec.series.begin(), spec.series.end(),
                                      [](const auto &series) { return !series.points.isEmpty(); });
    if (drawable) {
        out += Writer(spec, style).chart() + QStringLiteral("\n\\par\\medskip\n");
    } else {
        out += compare::latexEscaped(shownText(spec.subtitle, style)) + QStringLiteral("\n\n");
    }
    return out
           + compare::tableText(tableIn(spec, style), compare::TableFormat::Latex, style.language);
}

}  // namespace touchstone::ui
