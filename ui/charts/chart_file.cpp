#include "charts/chart_file.h"

#include "charts/export_parts.h"

#include <QBuffer>
#include <QImageReader>
#include <QXmlStreamReader>

namespace touchstone::ui {

namespace {

QByteArray specInPng(const QByteArray &bytes)
{
    QBuffer buffer;
    buffer.setData(bytes);
    return QImageReader(&buffer, "png").text(embeddedSpecKey).toUtf8();
}

QByteArray specInSvg(const QByteArray &bytes)
{
    QXmlStreamReader xml(bytes);
    while (!xml.atEnd()) {
        if (xml.readNext() == QXmlStreamReader::StartElement
            && xml.name() == QLatin1String("metadata")) {
            return xml.readElementText(QXmlStreamReader::IncludeChildElements).toUtf8();
        }
    }
    return {};
}

}  // namespace

Result<compare::ChartSpec> chartFromFile(const QByteArray &bytes)
{
    const QByteArray start = bytes.trimmed().left(1);
    const QByteArray spec = bytes.startsWith("\x89PNG") ? specInPng(bytes)
                            : start == "<"              ? specInSvg(bytes)
                            : start == "{"              ? bytes
                                                        : QByteArray();
    if (spec.isEmpty()) {
        return fail(ErrorCode::UnknownFormat,
                    "no chart of Touchstone as .json, .svg or .png is in this file",
                    "文件中没有 Touchstone 导出的 .json、.svg 或 .png 图表");
    }
    return compare::chartSpecFromJson(spec);
}

}  // namespace touchstone::ui
