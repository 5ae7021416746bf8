#include "charts/chart_transfer.h"

#include "charts/export_parts.h"
#include "charts/svg_export.h"

#include <QDir>
#include <QFile>
#include <QMimeData>
#include <QPainter>
#include <QPrinter>
#include <QUrl>

#include <algorithm>

namespace touchstone::ui {

Result<QImage> imageOf(const ShownChart &shown)
{
    constexpr int scale = 2;
    return toImage(*buildChart(shown.spec, shown.style, shown.frame, shown.state), scale);
}

QByteArray svgOf(const ShownChart &shown)
{
    ChartState state = shown.state;
    const bool bars = std::any_of(shown.spec.series.begin(), shown.spec.series.end(),
                                  [](const auto &series) { return series.stacked; });
    if (bars) {  // an SVG of Qt does not clip, and bars cannot be cut as curves are
        state.range.reset();
    }
    return toSvg(*buildChart(shown.spec, shown.style, shown.frame, state), shown.spec, shown.style);
}

std::unique_ptr<QMimeData> mimeOf(const ShownChart &shown, const QString &folder)
{
    auto data = std::make_unique<QMimeData>();
    const QByteArray svg = svgOf(shown);
    data->setData(QStringLiteral("image/svg+xml"), svg);
    if (auto image = imageOf(shown)) {
        data->setImageData(*image);
    }
    const QString path =
            QDir(folder).filePath(compare::toWord(shown.spec.kind) + QStringLiteral(".svg"));
    QFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(svg) == svg.size()) {
        data->setUrls({QUrl::fromLocalFile(path)});
    }
    return data;
}

Result<> printChart(const ShownChart &shown, QPrinter &printer)
{
    ChartStyle style = shown.style;
    style.theme = ChartTheme::Light;
    const auto scene =
            buildChart(shown.spec, style, printFrame(ChartSize::DoubleColumn), shown.state);
    QPainter painter;
    if (!painter.begin(&printer)) {
        return fail(ErrorCode::Internal, "the printer does not answer", "打印机没有响应");
    }
    const QRectF page(QPointF(), printer.pageRect(QPrinter::DevicePixel).size());
    const QRectF whole = scene->sceneRect();
    const double scale = page.width() / whole.width();
    const double step = page.height() / scale;
    for (double y = 0; y < whole.height(); y += step) {
        if (y > 0) {
            printer.newPage();
        }
        const QRectF part(0, y, whole.width(), std::min(step, whole.height() - y));
        scene->render(&painter, QRectF(QPointF(), part.size() * scale), part);
    }
    return {};
}

}  // namespace touchstone::ui
