// Drawing -> QPainter: screen, PNG and PDF.
#pragma once

#include "charts/drawing.h"

class QPainter;

namespace touchstone::ui {

// Paints the shapes that intersect `visible` (a null rectangle: all), not the background.
void paintDrawing(QPainter &painter, const Drawing &drawing, const QRectF &visible = {});

}  // namespace touchstone::ui
