// Where everything lies around the plot: title, legend, labels, columns and notes.
#pragma once

#include "charts/chart_frame.h"
#include "charts/chart_range.h"
#include "charts/legend.h"
#include "charts/placed_text.h"

namespace touchstone::ui {

struct ChartPage {
    QSizeF size;
    QRectF plot;  // all data lies inside; whole pixels, since QChart places axes at these
    int fontPixels = 10;
    bool empty = false;  // nothing is drawn; a text says what to do
    QVector<PlacedText> texts;
    QVector<LegendEntry> legend;
    QVector<double> columns;  // right edges of the columns of figures, as many as fit
};

ChartPage layOutPage(const compare::ChartSpec &spec, const ChartStyle &style,
                     const ChartFrame &frame);

// Taller than a page: ticks at the top as well.
bool hasTopAxis(const compare::ChartSpec &spec, const ChartPage &page);
inline int smallPixels(int fontPixels)
{
    return fontPixels > 8 ? fontPixels - 1 : 7;
}

// Names and figures of the categories within what is shown and the rows.
QVector<PlacedText> rowTexts(const compare::ChartSpec &spec, const ChartStyle &style,
                             const ChartPage &page, const AxisSpan &shown, const AxisSpan &rows);
// The middle of a category.
double rowPlace(const compare::ChartSpec &spec, const QRectF &plot, const AxisSpan &shown,
                qsizetype row);

}  // namespace touchstone::ui
