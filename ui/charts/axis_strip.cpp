#include "charts/axis_strip.h"

#include "charts/chart_scene.h"

#include <QPainter>

#include <cmath>

namespace touchstone::ui {

AxisStrip::AxisStrip(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("axisStrip"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_OpaquePaintEvent);
    hide();
}

void AxisStrip::follow(ChartScene &chart, const QRectF &sight, const QRect &at)
{
    constexpr double lines = 3.7;  // of text: labels and title
    m_chart = &chart;
    const ChartPage &page = chart.page();
    const double height = std::ceil(page.fontPixels * lines);
    m_source = QRectF(0, page.plot.bottom() - 1, sight.width(), height);
    const bool needed = chart.chart() && sight.bottom() < m_source.bottom()
                        && sight.bottom() > page.plot.top() + 2 * height;
    if (needed) {
        setGeometry(at.left(), at.bottom() + 1 - int(height), at.width(), int(height));
        raise();
        update();
    }
    setVisible(needed);
}

void AxisStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    m_chart->render(&painter, rect(), m_source, Qt::IgnoreAspectRatio);
}

}  // namespace touchstone::ui
