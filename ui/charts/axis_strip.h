// The axis below a plot that is taller than its window, until its own place comes into sight.
#pragma once

#include <QRectF>
#include <QWidget>

namespace touchstone::ui {

class ChartScene;

class AxisStrip : public QWidget {
    Q_OBJECT
public:
    explicit AxisStrip(QWidget *parent);

    // The chart must outlive the next call. sight: the part of it that the window shows, in the
    // scene; at: where that part lies in the parent.
    void follow(ChartScene &chart, const QRectF &sight, const QRect &at);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ChartScene *m_chart = nullptr;
    QRectF m_source;  // labels and title of the axis
};

}  // namespace touchstone::ui
