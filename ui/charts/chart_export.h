// Draws a ChartSpec: one builder for the screen and for files.
#pragma once

#include "compare/chart_spec.h"

namespace touchstone::ui {

enum class ChartTheme { Light, Dark };
enum class ChartSize { SingleColumn, DoubleColumn, Slide };  // 89 mm, 183 mm, 16:9

struct ChartStyle {
    Language language = Language::English;
    bool bothLanguages = false;
    ChartTheme theme = ChartTheme::Light;
    ChartSize size = ChartSize::DoubleColumn;
    int pngScale = 2;
};

// The format follows the suffix: .pdf .svg .png .csv .json .md .tex; any other suffix is an
// error. Needs a QGuiApplication. The file is written whole or not at all.
Result<> exportChart(const compare::ChartSpec &spec, const ChartStyle &style, const QString &path);

}  // namespace touchstone::ui
