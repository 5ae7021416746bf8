// How a chart is drawn, in words: kept in the file, so that the chart can be drawn alike again.
#pragma once

#include "charts/chart_export.h"

#include <QJsonObject>

namespace touchstone::ui {

std::optional<ChartTheme> chartThemeFromWord(const std::string &word);  // "light", "dark"
// "single-column", "double-column", "slide"
std::optional<ChartSize> chartSizeFromWord(const std::string &word);

QJsonObject toJson(const ChartStyle &style);
// What is missing or unknown is as in ChartStyle().
ChartStyle chartStyleFromJson(const QJsonObject &object);

}  // namespace touchstone::ui
