#include "charts/svg_export.h"

#include "charts/chart_text.h"

#include <QBuffer>
#include <QPainter>
#include <QRegularExpression>
#include <QSvgGenerator>
#include <QXmlStreamWriter>

#include <algorithm>
#include <cmath>

namespace touchstone::ui {

namespace {

constexpr int resolution = 96;

QByteArray drawn(ChartScene &scene)
{
    const QRectF page = scene.sceneRect();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(resolution);
    generator.setSize(page.size().toSize());
    generator.setViewBox(page);
    QPainter painter(&generator);
    scene.render(&painter, page, page);
    painter.end();
    return bytes;
}

QString millimetres(double pixels)
{
    return QString::number(pixels * 25.4 / resolution, 'g', 6) + QStringLiteral("mm");
}

// Instead of that of QSvgGenerator, whose size is in whole pixels and whose texts are not escaped.
QByteArray head(const QSizeF &size, const compare::ChartSpec &spec, const ChartStyle &style)
{
    QByteArray out;
    QXmlStreamWriter xml(&out);
    xml.writeStartDocument();
    xml.writeDefaultNamespace(QStringLiteral("http://www.w3.org/2000/svg"));
    xml.writeNamespace(QStringLiteral("https://touchstone.invalid/chart/1"),
                       QStringLiteral("touchstone"));
    xml.writeStartElement(QStringLiteral("http://www.w3.org/2000/svg"), QStringLiteral("svg"));
    xml.writeAttribute(QStringLiteral("version"), QStringLiteral("1.1"));
    xml.writeAttribute(QStringLiteral("width"), millimetres(size.width()));
    xml.writeAttribute(QStringLiteral("height"), millimetres(size.height()));
    xml.writeAttribute(QStringLiteral("viewBox"),
                       QStringLiteral("0 0 %1 %2").arg(size.width()).arg(size.height()));
    xml.writeAttribute(QStringLiteral("xml:lang"), style.language == Language::Chinese
                                                           ? QStringLiteral("zh-CN")
                                                           : QStringLiteral("en"));
    xml.writeTextElement(QStringLiteral("title"), shownText(spec.title, style));
    xml.writeTextElement(QStringLiteral("desc"), shownText(spec.subtitle, style) + QLatin1Char(' ')
                                                         + shownText(spec.legendNote, style));
    xml.writeStartElement(QStringLiteral("metadata"));
    xml.writeTextElement(QStringLiteral("https://touchstone.invalid/chart/1"),
                         QStringLiteral("spec"), QString::fromUtf8(compare::toJson(spec)));
    xml.writeEndElement();
    return out + '\n';
}

// One element <text> of QSvgGenerator.
struct TextRun {
    QString before, after;  // its attributes around x
    double x = 0, width = 0;
    QString content;  // escaped
};

QString textOf(const QString &escaped)
{
    QString text = escaped;
    text.replace(QLatin1String("&lt;"), QLatin1String("<"));
    text.replace(QLatin1String("&gt;"), QLatin1String(">"));
    text.replace(QLatin1String("&quot;"), QLatin1String("\""));
    return text.replace(QLatin1String("&amp;"), QLatin1String("&"));
}

TextRun runOf(const QRegularExpressionMatch &match)
{
    TextRun run{match.captured(1), match.captured(3), match.captured(2).toDouble(), 0,
                match.captured(4)};
    static const QRegularExpression size(QStringLiteral("font-size=\"(\\d+)\""));
    const bool bold = run.after.contains(QLatin1String("font-weight=\"700\""));
    run.width = ChartFont(std::max(1, size.match(run.after).captured(1).toInt()), bold)
                        .width(textOf(run.content));
    return run;
}

// Qt writes an element for each script of a text. Those that follow one another on a line are
// joined again, so that a name with Latin and Chinese letters can be found and edited.
QString joinedTexts(const QString &svg)
{
    static const QRegularExpression element(QStringLiteral(
            "(<text [^>]*?xml:space=\"preserve\" x=\")([^\"]*)(\"[^>]*>)([^<]*)</text>\\n?"));
    QString out;
    TextRun open;
    qsizetype done = 0;
    const auto close = [&] {
        if (!open.before.isEmpty()) {
            out += open.before + QString::number(open.x, 'g', 6) + open.after + open.content
                   + QLatin1String("</text>\n");
        }
        open = {};
    };
    for (auto it = element.globalMatch(svg); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const TextRun run = runOf(match);
        const bool follows = match.capturedStart() == done && run.before == open.before
                             && run.after == open.after
                             && std::abs(open.x + open.width - run.x) < 0.5;
        if (follows) {
            open.content += run.content;
            open.width = run.x + run.width - open.x;
        } else {
            close();
            out += svg.mid(done, match.capturedStart() - done);
            open = run;
        }
        done = match.capturedEnd();
    }
    close();
    return out + svg.mid(done);
}

// For programs that do not have the first font.
QString familyList()
{
    const QStringList families = chartFontFamilies();
    return QLatin1Char('\'') + families.join(QLatin1String("', '"))
           + QLatin1String("', sans-serif");
}

}  // namespace

QByteArray toSvg(ChartScene &scene, const compare::ChartSpec &spec, const ChartStyle &style)
{
    QString svg = QString::fromUtf8(drawn(scene));
    svg.replace(QStringLiteral("font-family=\"%1\"").arg(chartFontFamilies().first()),
                QStringLiteral("font-family=\"%1\"").arg(familyList()));
    static const QRegularExpression emptyGroup(QStringLiteral("<g [^>]*>\\s*</g>\\s*"));
    svg.remove(emptyGroup);  // one for every item that paints nothing
    const qsizetype body = svg.indexOf(QLatin1String("<defs>"));
    return head(scene.sceneRect().size(), spec, style) + joinedTexts(svg.mid(body)).toUtf8();
}

}  // namespace touchstone::ui
