// A chart on screen: scrolls when it is taller than the view, shows the figures of a point, and
// opens the sentence and the run of a point, by mouse and by keyboard.
#pragma once

#include "charts/chart_export.h"
#include "charts/drawing.h"

#include <QAbstractScrollArea>

namespace touchstone::ui {

// Keys: Left/Up and Right/Down move between points, Home and End go to the first and the last,
// Enter activates.
class ChartView : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit ChartView(QWidget *parent = nullptr);

    // Size and scale of the style apply to files only; the view uses its own size.
    void setSpec(const compare::ChartSpec &spec, const ChartStyle &style);
    const compare::ChartSpec &spec() const { return m_spec; }
    const Drawing &drawing() const { return m_drawing; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void pointActivated(const QString &claimId, const QString &runId, const QString &paperId);

protected:
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void layOut();
    QPointF offset() const;
    int markAt(const QPointF &position) const;  // index in m_drawing.marks or -1
    const compare::ChartPoint &pointOf(int mark) const;
    QString noteOf(int mark) const;
    void hover(int mark);
    void select(int mark);
    void activate(int mark);
    void paintHighlight(QPainter &painter, int mark, bool focused) const;

    compare::ChartSpec m_spec;
    ChartStyle m_style;
    Drawing m_drawing;
    int m_hovered = -1, m_selected = -1, m_pressed = -1;  // marks; -1: none
};

}  // namespace touchstone::ui
