// A chart as SVG: text stays text, every mark is a separate element, the spec is embedded.
#pragma once

#include "charts/chart_scene.h"

#include <QByteArray>

namespace touchstone::ui {

QByteArray toSvg(ChartScene &scene, const compare::ChartSpec &spec, const ChartStyle &style);

}  // namespace touchstone::ui
