#include "charts/export_parts.h"

#include "charts/chart_text.h"

#include <QPainter>

#include <cmath>

namespace touchstone::ui {

compare::ChartTable tableIn(const compare::ChartSpec &spec, const ChartStyle &style)
{
    const auto shown = [&style](const QVector<Text> &texts) {
        QVector<Text> out;
        for (const Text &text : texts) {
            const std::string cell = shownText(text, style).toStdString();
            out.append({cell, cell});
        }
        return out;
    };
    compare::ChartTable table;
    table.columns = shown(spec.table.columns);
    for (const auto &row : spec.table.rows) {
        table.rows.append(shown(row));
    }
    return table;
}

Result<QImage> toImage(ChartScene &scene, int scale)
{
    constexpr int mostPixels = 32000;  // the raster engine has 16-bit coordinates
    const QSizeF page = scene.sceneRect().size();
    const QSize pixels(int(std::lround(page.width() * scale)),
                       int(std::lround(page.height() * scale)));
    if (pixels.height() > mostPixels || pixels.width() > mostPixels) {
        return fail(ErrorCode::Unsupported,
                    "a PNG of {0} x {1} pixels is too large; write PDF or SVG, or choose fewer "
                    "papers",
                    "{0} x {1} 像素的 PNG 过大；请改用 PDF 或 SVG，或减少论文", pixels.width(),
                    pixels.height());
    }
    QImage image(pixels, QImage::Format_RGB32);
    image.fill(scene.backgroundBrush().color());
    QPainter painter(&image);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    scene.render(&painter, QRectF(QPointF(), page * scale), scene.sceneRect());
    return image;
}

}  // namespace touchstone::ui
