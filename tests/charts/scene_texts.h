// What a scene shows, whoever paints it: labels of QChart and texts of our own.
#pragma once

#include "charts/chart_scene.h"

#include <QFont>

namespace touchstone::samples {

struct SceneText {
    QString text;
    QRectF box;  // from cap height to a little below the baseline
    QFont font;
};
QVector<SceneText> textsOf(const ui::ChartScene &scene);

// Of the markers of all scatter series.
QVector<QPointF> markerCentres(const ui::ChartScene &scene);
// Of all bars.
QVector<QRectF> barRects(const ui::ChartScene &scene);

}  // namespace touchstone::samples
