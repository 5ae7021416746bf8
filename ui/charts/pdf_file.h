// PDF files that are equal byte for byte when the same is painted.
#pragma once

#include "base/result.h"

#include <QByteArray>

#include <functional>

class QPainter;
class QPdfWriter;

namespace touchstone::ui {

struct PdfPainting {
    std::function<void(QPdfWriter &)> setUp;              // page size, title, attachments
    std::function<void(QPainter &, QPdfWriter &)> paint;  // in pixels of 1/96 inch, no margins
};
Result<QByteArray> paintedPdf(const PdfPainting &painting);

}  // namespace touchstone::ui
