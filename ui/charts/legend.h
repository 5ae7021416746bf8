// The legend: every mark and line of the chart with its name, wrapped into rows. QLegend knows
// neither these marks nor guides, and gives every series its own entry.
#pragma once

#include "charts/series_look.h"

#include <QGraphicsItem>

namespace touchstone::ui {

struct LegendEntry {
    QString name;  // shortened to the width of the legend
    SeriesLook look;
    bool line = false, mark = true;
    QRectF box;           // of sample and name
    QVector<int> series;  // those that it stands for; none: a guide
};

// From `at` (top left), wrapped at `width`. The last row ends at the bottom of the last box.
QVector<LegendEntry> layOutLegend(const compare::ChartSpec &spec, const ChartStyle &style,
                                  int pixels, const QPointF &at, double width);

class LegendItem : public QGraphicsItem {
public:
    LegendItem(const QVector<LegendEntry> &entries, int pixels, ChartTheme theme,
               QGraphicsItem *parent);

    // Entries of hidden series are paler.
    void setHidden(const QVector<bool> &hidden);

    QRectF boundingRect() const override { return m_box; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *) override;

private:
    void paintEntry(QPainter &painter, const LegendEntry &entry) const;

    QVector<LegendEntry> m_entries;
    QVector<bool> m_hidden;  // of each entry
    int m_pixels;
    const ChartColours &m_colours;
    QRectF m_box;
};

}  // namespace touchstone::ui
