#include "charts/chart_export.h"

#include "base/files.h"
#include "charts/chart_layout.h"
#include "charts/chart_text.h"
#include "charts/export_parts.h"
#include "charts/paint_drawing.h"
#include "charts/pgfplots.h"
#include "charts/svg_writer.h"
#include "compare/table_text.h"

#include <QBuffer>
#include <QFileInfo>
#include <QImage>
#include <QImageWriter>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>

#include <algorithm>
#include <cmath>

namespace touchstone::ui {

namespace {

const QString programName = QStringLiteral("Touchstone");

// QPdfWriter stamps the current time. The same chart is to give the same bytes, so the time is
// replaced by one of the same length, since the file contains byte offsets. The first /CreationDate
// is that of the document: its title, the only text before, is in UTF-16.
void removeCreationTime(QByteArray &pdf)
{
    static const QByteArray key = "/CreationDate (D:";
    static const QByteArray epoch = "19700101000000";
    const qsizetype at = pdf.indexOf(key);
    if (at >= 0) {
        pdf.replace(at + key.size(), epoch.size(), epoch);
    }
}

Result<QByteArray> toPdf(const Drawing &drawing, const compare::ChartSpec &spec,
                         const ChartStyle &style)
{
    constexpr double pointsPerPixel = 72.0 / 96;
    constexpr int resolution = 1200;
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(resolution);
    writer.setPageMargins(QMarginsF());
    writer.setPageSize(QPageSize(drawing.size * pointsPerPixel, QPageSize::Point, QString(),
                                 QPageSize::ExactMatch));
    writer.setTitle(shownText(spec.title, style));
    writer.setCreator(programName);
    writer.addFileAttachment(QStringLiteral("touchstone-chart.json"), compare::toJson(spec),
                             QStringLiteral("application/json"));
    QPainter painter;
    if (!painter.begin(&writer)) {
        return fail(ErrorCode::Internal, "the PDF could not be painted", "无法绘制 PDF");
    }
    painter.scale(resolution / 96.0, resolution / 96.0);
    painter.fillRect(QRectF(QPointF(), drawing.size), drawing.background);
    paintDrawing(painter, drawing);
    painter.end();
    removeCreationTime(bytes);
    return bytes;
}

// The raster engine has 16-bit coordinates.
constexpr int mostPixels = 32000;

Result<QByteArray> toPng(const Drawing &drawing, const compare::ChartSpec &spec,
                         const ChartStyle &style)
{
    const int scale = std::clamp(style.pngScale, 1, 8);
    const QSize pixels(int(std::lround(drawing.size.width() * scale)),
                       int(std::lround(drawing.size.height() * scale)));
    if (pixels.height() > mostPixels || pixels.width() > mostPixels) {
        return fail(ErrorCode::Unsupported,
                    "a PNG of {0} x {1} pixels is too large; write PDF or SVG, or choose fewer "
                    "papers",
                    "{0} x {1} 像素的 PNG 过大；请改用 PDF 或 SVG，或减少论文", pixels.width(),
                    pixels.height());
    }
    QImage image(pixels, QImage::Format_RGB32);
    image.fill(drawing.background);
    const int dotsPerMetre = int(std::lround(scale * 96 / 0.0254));
    image.setDotsPerMeterX(dotsPerMetre);
    image.setDotsPerMeterY(dotsPerMetre);
    image.setText(QStringLiteral("Title"), shownText(spec.title, style));
    image.setText(QStringLiteral("Software"), programName);
    image.setText(embeddedSpecKey, QString::fromUtf8(compare::toJson(spec)));
    QPainter painter(&image);
    painter.scale(scale, scale);
    paintDrawing(painter, drawing);
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, "png");
    if (!writer.write(image)) {
        return fail(ErrorCode::Internal, "the PNG could not be made ({0})", "无法生成 PNG（{0}）",
                    writer.errorString().toStdString());
    }
    return bytes;
}

QByteArray toMarkdown(const compare::ChartSpec &spec, const ChartStyle &style)
{
    const auto paragraph = [&style](const Text &text) {
        const QString shown = shownText(text, style).simplified();
        return shown.isEmpty() ? QString() : shown.toHtmlEscaped() + QStringLiteral("\n\n");
    };
    QString out = QStringLiteral("## ") + paragraph(spec.title) + paragraph(spec.subtitle);
    out += compare::tableText(tableIn(spec, style), compare::TableFormat::Markdown, style.language);
    out += QLatin1Char('\n') + paragraph(spec.legendNote);
    for (const Text &dropped : spec.dropped) {
        out += QStringLiteral("- ") + shownText(dropped, style).simplified().toHtmlEscaped()
               + QLatin1Char('\n');
    }
    return out.toUtf8();
}

Result<QByteArray> bytesFor(const QString &suffix, const compare::ChartSpec &spec,
                            const ChartStyle &style, const QString &path)
{
    if (suffix == QLatin1String("csv")) {
        return compare::tableFile(tableIn(spec, style), compare::TableFormat::Csv, style.language);
    }
    if (suffix == QLatin1String("json")) {
        return compare::toJson(spec);
    }
    if (suffix == QLatin1String("md")) {
        return toMarkdown(spec, style);
    }
    if (suffix == QLatin1String("tex")) {
        return toLatex(spec, style).toUtf8();
    }
    if (suffix == QLatin1String("svg")) {
        return toSvg(layoutChart(spec, style, printFrame(style.size)), spec, style);
    }
    if (suffix == QLatin1String("pdf")) {
        return toPdf(layoutChart(spec, style, printFrame(style.size)), spec, style);
    }
    if (suffix == QLatin1String("png")) {
        return toPng(layoutChart(spec, style, printFrame(style.size)), spec, style);
    }
    return fail(ErrorCode::Usage, "{0}: unknown suffix; use .pdf .svg .png .csv .json .md or .tex",
                "{0}：未知的后缀；请用 .pdf .svg .png .csv .json .md 或 .tex", path.toStdString());
}

}  // namespace

Result<> exportChart(const compare::ChartSpec &spec, const ChartStyle &style, const QString &path)
{
    const auto bytes = bytesFor(QFileInfo(path).suffix().toLower(), spec, style, path);
    if (!bytes) {
        return passOn(bytes.error());
    }
    return writeOutput(path.toStdString(), {bytes->constData(), std::size_t(bytes->size())});
}

}  // namespace touchstone::ui
