#include "report/inline_svg.h"

#include <QSet>
#include <QXmlStreamReader>
#include <QXmlStreamWriter>

namespace touchstone::report {

namespace {

bool isLeftOut(QStringView element)
{
    return element == QLatin1String("metadata") || element == QLatin1String("script")
           || element == QLatin1String("foreignObject") || element == QLatin1String("title")
           || element == QLatin1String("desc");
}

// "url(#a)" refers to an id of the drawing; any other reference leaves it.
QString withPrefix(QString value, const QString &prefix)
{
    return value.replace(QStringLiteral("url(#"), QStringLiteral("url(#") + prefix);
}

void copyAttributes(QXmlStreamWriter &out, const QXmlStreamAttributes &attributes,
                    const QString &prefix, const QString &fontFamily)
{
    for (const QXmlStreamAttribute &attribute : attributes) {
        const QString name = attribute.name().toString();
        const QString value = attribute.value().toString();
        const bool isReference = name == QLatin1String("href");
        const bool isHandler = name.startsWith(QLatin1String("on"), Qt::CaseInsensitive);
        const bool leaves =
                (isReference && !value.startsWith(u'#'))
                || value.count(QLatin1String("url(")) != value.count(QLatin1String("url(#"));
        if (isHandler || leaves || !attribute.prefix().isEmpty()) {
            continue;
        }
        if (name == QLatin1String("id")) {
            out.writeAttribute(name, prefix + value);
        } else if (name == QLatin1String("font-family") && !fontFamily.isEmpty()) {
            out.writeAttribute(name, fontFamily);
        } else {
            out.writeAttribute(name, isReference ? u'#' + prefix + value.mid(1)
                                                 : withPrefix(value, prefix));
        }
    }
}

}  // namespace

Result<QByteArray> inlineSvg(const QByteArray &svg, const QString &idPrefix,
                             const QString &fontFamily)
{
    QByteArray bytes;
    QXmlStreamReader in(svg);
    QXmlStreamWriter out(&bytes);
    bool first = true;
    while (!in.atEnd()) {
        switch (in.readNext()) {
        case QXmlStreamReader::StartElement:
            if (isLeftOut(in.name())) {
                in.skipCurrentElement();
                break;
            }
            out.writeStartElement(in.name().toString());
            if (first) {
                out.writeDefaultNamespace(QStringLiteral("http://www.w3.org/2000/svg"));
                first = false;
            }
            copyAttributes(out, in.attributes(), idPrefix, fontFamily);
            break;
        case QXmlStreamReader::EndElement:
            out.writeEndElement();
            break;
        case QXmlStreamReader::Characters:
            if (!first) {
                out.writeCharacters(in.text().toString());
            }
            break;
        default:
            break;
        }
    }
    if (in.hasError() || first) {
        return fail(ErrorCode::Corrupt, "a chart could not be read as SVG ({0})",
                    "无法将图表作为 SVG 读取（{0}）", in.errorString().toStdString());
    }
    return bytes;
}

}  // namespace touchstone::report
