// Drawing -> QPainter: screen, PNG and PDF.
#pragma once

#include "charts/drawing.h"

class QPainter;

namespace touchstone::ui {

// Only what touches `visible` is painted; a null rectangle means all. Without the background.
void paintDrawing(QPainter &painter, const Drawing &drawing, const QRectF &visible = {});

}  // namespace touchstone::ui
