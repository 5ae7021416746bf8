#include "charts/chart_export.h"

#include "base/files.h"
#include "charts/chart_scene.h"
#include "charts/chart_text.h"
#include "charts/export_parts.h"
#include "charts/pdf_file.h"
#include "charts/pgfplots.h"
#include "charts/svg_export.h"
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

Result<QByteArray> toPdf(ChartScene &scene, const compare::ChartSpec &spec, const ChartStyle &style)
{
    constexpr double pointsPerPixel = 72.0 / 96;
    return paintedPdf({[&](QPdfWriter &writer) {
                           writer.setPageSize(QPageSize(scene.sceneRect().size() * pointsPerPixel,
                                                        QPageSize::Point, QString(),
                                                        QPageSize::ExactMatch));
                           writer.setTitle(shownText(spec.title, style));
                           writer.addFileAttachment(attachedSpecName, compare::toJson(spec),
                                                    QStringLiteral("application/json"));
                       },
                       [&](QPainter &painter, QPdfWriter &) {
                           scene.render(&painter, scene.sceneRect(), scene.sceneRect());
                       }});
}

Result<QByteArray> toPng(ChartScene &scene, const compare::ChartSpec &spec, const ChartStyle &style)
{
    const int scale = std::clamp(style.pngScale, 1, 8);
    auto painted = toImage(scene, scale);
    if (!painted) {
        return passOn(painted.error());
    }
    QImage &image = *painted;
    const int dotsPerMetre = int(std::lround(scale * 96 / 0.0254));
    image.setDotsPerMeterX(dotsPerMetre);
    image.setDotsPerMeterY(dotsPerMetre);
    image.setText(QStringLiteral("Title"), shownText(spec.title, style));
    image.setText(QStringLiteral("Software"), programName);
    image.setText(embeddedSpecKey, QString::fromUtf8(compare::toJson(spec)));
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
    const bool drawn = suffix == QLatin1String("svg") || suffix == QLatin1String("pdf")
                       || suffix == QLatin1String("png");
    if (drawn) {
        const auto scene = buildChart(spec, style, printFrame(style.size));
        return suffix == QLatin1String("svg")   ? toSvg(*scene, spec, style)
               : suffix == QLatin1String("pdf") ? toPdf(*scene, spec, style)
                                                : toPng(*scene, spec, style);
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
