#include "charts/chart_file.h"

#include "charts/export_parts.h"

#include <QBuffer>
#include <QImageReader>
#include <QXmlStreamReader>

#include <array>

#include <zlib.h>

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

// The number that is written at a place of a PDF; -1: none.
int numberAt(const QByteArray &bytes, qsizetype at)
{
    qsizetype end = at;
    while (end < bytes.size() && end - at < 9 && bytes[end] >= '0' && bytes[end] <= '9') {
        ++end;
    }
    return end > at ? bytes.mid(at, end - at).toInt() : -1;
}

// Of zlib; empty where it is damaged or larger than any file that is read.
QByteArray inflated(const QByteArray &bytes)
{
    constexpr qsizetype most = qsizetype(256) << 20;
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) {
        return {};
    }
    QByteArray source = bytes;  // zlib's source is not const
    stream.next_in = reinterpret_cast<Bytef *>(source.data());
    stream.avail_in = uInt(source.size());
    QByteArray out;
    int state = Z_OK;
    while (state == Z_OK && out.size() < most) {
        std::array<char, 65536> part{};
        stream.next_out = reinterpret_cast<Bytef *>(part.data());
        stream.avail_out = uInt(part.size());
        state = inflate(&stream, Z_NO_FLUSH);
        out.append(part.data(), qsizetype(part.size() - stream.avail_out));
    }
    inflateEnd(&stream);
    return state == Z_STREAM_END ? out : QByteArray();
}

// The bytes of a stream as QPdfWriter writes it: compressed or as they are.
QByteArray streamOf(const QByteArray &pdf, int object)
{
    const QByteArray start = '\n' + QByteArray::number(object) + " 0 obj";
    const qsizetype at = pdf.indexOf(start);
    const qsizetype content = at < 0 ? -1 : pdf.indexOf("stream\n", at);
    const qsizetype end = content < 0 ? -1 : pdf.indexOf("\nendstream", content);
    if (end < 0) {
        return {};
    }
    const qsizetype first = content + qsizetype(qstrlen("stream\n"));
    const QByteArray bytes = pdf.mid(first, end - first);
    if (!pdf.mid(at, content - at).contains("/FlateDecode")) {
        return bytes;
    }
    return inflated(bytes);
}

// The attachment of a PDF that we wrote.
QByteArray specInPdf(const QByteArray &pdf)
{
    const qsizetype name = pdf.indexOf("/F (" + attachedSpecName.toLatin1() + ')');
    static const QByteArray reference = "/EF <</F ";
    const qsizetype at = name < 0 ? -1 : pdf.indexOf(reference, name);
    return at < 0 ? QByteArray() : streamOf(pdf, numberAt(pdf, at + reference.size()));
}

}  // namespace

Result<compare::ChartSpec> chartFromFile(const QByteArray &bytes)
{
    const QByteArray start = bytes.trimmed().left(1);
    const QByteArray spec = bytes.startsWith("\x89PNG") ? specInPng(bytes)
                            : bytes.startsWith("%PDF-") ? specInPdf(bytes)
                            : start == "<"              ? specInSvg(bytes)
                            : start == "{"              ? bytes
                                                        : QByteArray();
    if (spec.isEmpty()) {
        return fail(ErrorCode::UnknownFormat,
                    "no chart of Touchstone as .json, .svg, .pdf or .png is in this file",
                    "文件中没有 Touchstone 导出的 .json、.svg、.pdf 或 .png 图表");
    }
    return compare::chartSpecFromJson(spec);
}

}  // namespace touchstone::ui
