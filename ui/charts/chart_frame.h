// The sheet that a chart is drawn on.
#pragma once

#include "charts/chart_export.h"

namespace touchstone::ui {

struct ChartFrame {
    double width = 692;   // logical pixels, 1/96 inch
    double height = 0;    // 0: as needed; charts with one line per category may exceed it
    int fontPixels = 10;  // of labels; the title is larger
};

// 89 mm and 183 mm wide with the height that the content asks for; 1280 x 720 for a slide.
ChartFrame printFrame(ChartSize size);

}  // namespace touchstone::ui
