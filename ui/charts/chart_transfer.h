// A chart for other programs: clipboard, drag and printer.
#pragma once

#include "charts/chart_scene.h"

#include <memory>

QT_BEGIN_NAMESPACE
class QMimeData;
class QPrinter;
QT_END_NAMESPACE

namespace touchstone::ui {

struct ShownChart {
    const compare::ChartSpec &spec;
    const ChartStyle &style;
    ChartFrame frame;
    ChartState state;
};

// As it is shown, at twice its pixels. Errors: Unsupported where the image would be too large.
Result<QImage> imageOf(const ShownChart &shown);
QByteArray svgOf(const ShownChart &shown);
// As image/svg+xml, as a picture where it is not too large, and as an SVG file of this folder.
std::unique_ptr<QMimeData> mimeOf(const ShownChart &shown, const QString &folder);

// As wide as the page, in light colours, on as many pages as it needs. Errors: Internal.
Result<> printChart(const ShownChart &shown, QPrinter &printer);

}  // namespace touchstone::ui
