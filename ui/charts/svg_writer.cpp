#include "charts/svg_writer.h"

#include "charts/chart_text.h"

#include <QXmlStreamWriter>

namespace touchstone::ui {

namespace {

// Two decimals: a tenth of the resolution of a printer, and a short, reproducible file.
QString number(double value)
{
    QString text = QString::number(value, 'f', 2);
    while (text.endsWith(QLatin1Char('0'))) {
        text.chop(1);
    }
    if (text.endsWith(QLatin1Char('.'))) {
        text.chop(1);
    }
    return text == QLatin1String("-0") ? QStringLiteral("0") : text;
}

void attribute(QXmlStreamWriter &xml, const char *name, const QString &value)
{
    xml.writeAttribute(QLatin1String(name), value);
}

void writeColours(QXmlStreamWriter &xml, const DrawnShape &shape)
{
    attribute(xml, "fill", shape.fill.isValid() ? shape.fill.name() : QStringLiteral("none"));
    if (shape.fill.isValid() && shape.fill.alpha() < 255) {
        attribute(xml, "fill-opacity", number(shape.fill.alphaF()));
    }
    if (!shape.stroke.isValid()) {
        return;
    }
    attribute(xml, "stroke", shape.stroke.name());
    attribute(xml, "stroke-width", number(shape.width));
    if (shape.stroke.alpha() < 255) {
        attribute(xml, "stroke-opacity", number(shape.stroke.alphaF()));
    }
    if (shape.dashed) {
        attribute(xml, "stroke-dasharray",
                  number(4 * shape.width) + QLatin1Char(' ') + number(3 * shape.width));
    }
    if (shape.kind == ShapeKind::Line && hasRoundEnds(shape)) {
        attribute(xml, "stroke-linecap", QStringLiteral("round"));
        attribute(xml, "stroke-linejoin", QStringLiteral("round"));
    }
}

void writeShape(QXmlStreamWriter &xml, const DrawnShape &shape)
{
    if (shape.kind == ShapeKind::Ellipse) {
        const QRectF box(shape.points[0], shape.points[1]);
        xml.writeStartElement(QStringLiteral("ellipse"));
        attribute(xml, "cx", number(box.center().x()));
        attribute(xml, "cy", number(box.center().y()));
        attribute(xml, "rx", number(box.width() / 2));
        attribute(xml, "ry", number(box.height() / 2));
    } else {
        QStringList points;
        for (const QPointF &point : shape.points) {
            points.append(number(point.x()) + QLatin1Char(',') + number(point.y()));
        }
        const bool closed = shape.kind == ShapeKind::Area;
        xml.writeStartElement(closed ? QStringLiteral("polygon") : QStringLiteral("polyline"));
        attribute(xml, "points", points.join(QLatin1Char(' ')));
    }
    writeColours(xml, shape);
    xml.writeEndElement();
}

void writeText(QXmlStreamWriter &xml, const DrawnText &text)
{
    xml.writeStartElement(QStringLiteral("text"));
    attribute(xml, "x", number(text.at.x()));
    attribute(xml, "y", number(text.at.y()));
    attribute(xml, "font-size", QString::number(text.pixels));
    attribute(xml, "fill", text.colour.name());
    if (text.anchor != TextAnchor::Start) {
        attribute(xml, "text-anchor",
                  text.anchor == TextAnchor::Middle ? QStringLiteral("middle")
                                                    : QStringLiteral("end"));
    }
    if (text.bold) {
        attribute(xml, "font-weight", QStringLiteral("bold"));
    }
    if (text.upwards) {
        attribute(
                xml, "transform",
                QStringLiteral("rotate(-90 %1 %2)").arg(number(text.at.x()), number(text.at.y())));
    }
    xml.writeCharacters(text.text);
    xml.writeEndElement();
}

void writeHead(QXmlStreamWriter &xml, const Drawing &drawing, const compare::ChartSpec &spec,
               const ChartStyle &style)
{
    constexpr double millimetre = 25.4 / 96;
    attribute(xml, "version", QStringLiteral("1.1"));
    attribute(xml, "width", number(drawing.size.width() * millimetre) + QStringLiteral("mm"));
    attribute(xml, "height", number(drawing.size.height() * millimetre) + QStringLiteral("mm"));
    attribute(xml, "viewBox",
              QStringLiteral("0 0 %1 %2")
                      .arg(number(drawing.size.width()), number(drawing.size.height())));
    attribute(xml, "xml:lang",
              style.language == Language::Chinese ? QStringLiteral("zh-CN") : QStringLiteral("en"));
    QString families;
    for (const QString &family : chartFontFamilies()) {
        families += QLatin1Char('\'') + family + QStringLiteral("', ");
    }
    attribute(xml, "font-family", families + QStringLiteral("sans-serif"));
    xml.writeTextElement(QStringLiteral("title"), shownText(spec.title, style));
    xml.writeTextElement(QStringLiteral("desc"), shownText(spec.subtitle, style) + QLatin1Char(' ')
                                                         + shownText(spec.legendNote, style));
    xml.writeStartElement(QStringLiteral("metadata"));
    xml.writeTextElement(QStringLiteral("https://touchstone.invalid/chart/1"),
                         QStringLiteral("spec"), QString::fromUtf8(compare::toJson(spec)));
    xml.writeEndElement();
}

}  // namespace

QByteArray toSvg(const Drawing &drawing, const compare::ChartSpec &spec, const ChartStyle &style)
{
    QByteArray out;
    QXmlStreamWriter xml(&out);
    xml.setAutoFormatting(true);
    xml.setAutoFormattingIndent(1);
    xml.writeStartDocument();
    xml.writeDefaultNamespace(QStringLiteral("http://www.w3.org/2000/svg"));
    xml.writeNamespace(QStringLiteral("https://touchstone.invalid/chart/1"),
                       QStringLiteral("touchstone"));
    xml.writeStartElement(QStringLiteral("http://www.w3.org/2000/svg"), QStringLiteral("svg"));
    writeHead(xml, drawing, spec, style);
    xml.writeEmptyElement(QStringLiteral("rect"));
    attribute(xml, "width", number(drawing.size.width()));
    attribute(xml, "height", number(drawing.size.height()));
    attribute(xml, "fill", drawing.background.name());
    for (const DrawnShape &shape : drawing.shapes) {
        writeShape(xml, shape);
    }
    for (const DrawnText &text : drawing.texts) {
        writeText(xml, text);
    }
    xml.writeEndElement();
    xml.writeEndDocument();
    return out;
}

}  // namespace touchstone::ui
