// Mouse and keyboard of a chart; what they do is in chart_view.cpp.
#include "charts/chart_view.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace touchstone::ui {

namespace {

constexpr double shortestDrag = 5;  // pixels; less is a click

// Plain text: a note quotes reports, which may contain markup.
QString tipOf(const QString &note)
{
    return QStringLiteral("<p>%1</p>").arg(note.toHtmlEscaped());
}

}  // namespace

bool ChartView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int mark = markAt(mapToScene(help->pos()));
        if (mark < 0) {
            QToolTip::hideText();
        } else {
            QToolTip::showText(help->globalPos(), tipOf(noteOf(refOf(mark))), viewport());
        }
        return true;
    }
    if (event->type() == QEvent::Leave) {
        hover(-1, {});
    }
    return QGraphicsView::viewportEvent(event);
}

// Repaints only the two marks, so that a chart of thousands of points follows the mouse.
void ChartView::hover(int mark, const QPoint &global)
{
    const PointRef now = refOf(mark);
    if (now == m_hovered) {
        return;
    }
    for (const int changed : {markOf(std::exchange(m_hovered, now)), mark}) {
        if (changed >= 0) {
            const QRectF area = m_chart->marks()[changed].area.adjusted(-4, -4, 4, 4);
            viewport()->update(mapFromScene(area).boundingRect());
        }
    }
    if (mark >= 0) {
        QToolTip::showText(global, tipOf(noteOf(now)), viewport());
    } else {
        QToolTip::hideText();
    }
}

void ChartView::updateCursor(const QPointF &place)
{
    const bool moves = m_gesture == Gesture::Move || m_spaceDown;
    const bool opens = markAt(place) >= 0 || legendAt(place) >= 0;
    viewport()->setCursor(moves                                  ? Qt::ClosedHandCursor
                          : opens                                ? Qt::PointingHandCursor
                          : m_chart->page().plot.contains(place) ? Qt::CrossCursor
                                                                 : Qt::ArrowCursor);
}

void ChartView::wheelEvent(QWheelEvent *event)
{
    const QPointF place = mapToScene(event->position().toPoint());
    const bool scrolls =
            verticalScrollBar()->maximum() > 0 && !event->modifiers().testFlag(Qt::ControlModifier);
    if (scrolls || !m_chart->chart() || !m_chart->page().plot.contains(place)) {
        QGraphicsView::wheelEvent(event);
        return;
    }
    const QPoint angle = event->angleDelta();  // Alt turns the wheel
    const int turned = angle.y() != 0 ? angle.y() : angle.x();
    constexpr double notch = 120;
    zoomAt(std::pow(0.8, turned / notch), place, !event->modifiers().testFlag(Qt::AltModifier),
           !event->modifiers().testFlag(Qt::ShiftModifier));
    event->accept();
}

void ChartView::mousePressEvent(QMouseEvent *event)
{
    const QPointF place = mapToScene(event->pos());
    if (m_gesture == Gesture::None) {
        beginGesture(*event, place);
        updateCursor(place);
    }
}

void ChartView::beginGesture(const QMouseEvent &event, const QPointF &place)
{
    const bool left = event.button() == Qt::LeftButton;
    const bool inPlot = m_chart->chart() && m_chart->page().plot.contains(place);
    m_from = m_to = place;
    m_pressed = -1;
    if (m_chart->chart() && (event.button() == Qt::MiddleButton || (left && m_spaceDown))) {
        m_gesture = Gesture::Move;
        m_from = m_to = event.position();  // the scene moves
    } else if (!left) {
        return;
    } else if (const int mark = markAt(place); mark >= 0) {
        m_gesture = Gesture::Mark;
        m_pressed = mark;
        select(mark);
    } else if (const int entry = legendAt(place); entry >= 0) {
        m_gesture = Gesture::Legend;
        m_pressed = entry;
    } else if (inPlot) {
        m_gesture = event.modifiers().testFlag(Qt::ShiftModifier) ? Gesture::Select : Gesture::Zoom;
    } else {
        m_gesture = Gesture::TakeOut;
    }
}

void ChartView::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF place = mapToScene(event->pos());
    switch (m_gesture) {
    case Gesture::None:
        hover(markAt(place), event->globalPosition().toPoint());
        break;
    case Gesture::Move:
        moveBy(event->position() - std::exchange(m_to, event->position()));
        break;
    case Gesture::Zoom:
    case Gesture::Select:
        m_to = place;
        viewport()->update();
        break;
    case Gesture::TakeOut:
        if ((place - m_from).manhattanLength() >= QApplication::startDragDistance()) {
            m_gesture = Gesture::None;
            takeOut();
        }
        break;
    case Gesture::Mark:
        // Where marks are dense, a rectangle can only begin on one.
        if ((place - m_from).manhattanLength() >= QApplication::startDragDistance()) {
            m_gesture = event->modifiers().testFlag(Qt::ShiftModifier) ? Gesture::Select
                                                                       : Gesture::Zoom;
            m_to = place;
            viewport()->update();
        }
        break;
    case Gesture::Legend:
        break;
    }
    updateCursor(place);
}

void ChartView::mouseReleaseEvent(QMouseEvent *event)
{
    const QPointF place = mapToScene(event->pos());
    endGesture(place);
    updateCursor(place);
}

// As with a button, releasing elsewhere cancels a click.
void ChartView::endGesture(const QPointF &place)
{
    const Gesture gesture = std::exchange(m_gesture, Gesture::None);
    const QRectF box = QRectF(m_from, m_to).normalized();
    const bool dragged = box.width() >= shortestDrag || box.height() >= shortestDrag;
    viewport()->update();
    if (gesture == Gesture::Mark && markAt(place) == m_pressed) {
        m_highlighted = {refOf(m_pressed)};
        Q_EMIT pointsSelected(m_highlighted);
    } else if (gesture == Gesture::Legend && legendAt(place) == m_pressed) {
        switchEntry(m_pressed);
    } else if (gesture == Gesture::Select && dragged) {
        selectInside(box);
    } else if (gesture == Gesture::Zoom && box.width() >= shortestDrag
               && box.height() >= shortestDrag) {
        zoomInto(box);
    } else if ((gesture == Gesture::Zoom || gesture == Gesture::Select) && !dragged) {
        m_current = {};
        m_highlighted.clear();
        Q_EMIT pointsSelected({});
    }
}

void ChartView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QPointF place = mapToScene(event->pos());
    if (event->button() != Qt::LeftButton) {
        return;
    }
    m_gesture = Gesture::None;
    if (const int mark = markAt(place); mark >= 0) {
        activate(mark);
    } else if (legendAt(place) >= 0) {
        beginGesture(*event, place);  // the second of two quick clicks
    } else {
        resetView();
    }
}

// Keys that walk the points.
bool ChartView::walkKey(const QKeyEvent &event)
{
    const int key = event.key();
    if (key == Qt::Key_Home || key == Qt::Key_End) {
        return true;
    }
    const bool arrow =
            key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
    return arrow && (!isZoomed() || event.modifiers().testFlag(Qt::ControlModifier));
}

// The entry of the legend that a digit switches, counted without guides; -1: none.
int ChartView::entryOfKey(const QKeyEvent &event) const
{
    int left = event.key() - Qt::Key_0;
    if (left < 1 || left > 9 || (event.modifiers() & ~Qt::KeypadModifier) != Qt::NoModifier) {
        return -1;
    }
    const QVector<LegendEntry> &entries = m_chart->page().legend;
    for (int i = 0; i < entries.size(); ++i) {
        left -= entries[i].series.isEmpty() ? 0 : 1;
        if (left == 0) {
            return i;
        }
    }
    return -1;
}

void ChartView::walk(int key)
{
    const int last = int(m_chart->marks().size()) - 1;
    const int current = markOf(m_current);
    const bool forwards = key == Qt::Key_Right || key == Qt::Key_Down;
    if (last < 0) {
        return;
    }
    select(key == Qt::Key_Home  ? 0
           : key == Qt::Key_End ? last
           : forwards           ? std::min(last, current + 1)
                                : std::max(0, current - 1));
    m_highlighted = {m_current};
    Q_EMIT pointsSelected(m_highlighted);
}

void ChartView::keyPressEvent(QKeyEvent *event)
{
    constexpr double step = 40;  // pixels
    const int key = event->key();
    const int current = markOf(m_current);
    if (walkKey(*event)) {
        walk(key);
    } else if ((key == Qt::Key_Return || key == Qt::Key_Enter) && current >= 0) {
        activate(current);
    } else if (key == Qt::Key_Plus || key == Qt::Key_Equal) {
        zoomIn();
    } else if (key == Qt::Key_Minus || key == Qt::Key_Underscore) {
        zoomOut();
    } else if (key == Qt::Key_0) {
        resetView();
    } else if (const int entry = entryOfKey(*event); entry >= 0) {
        switchEntry(entry);
    } else if (key == Qt::Key_Left || key == Qt::Key_Right) {
        moveBy({key == Qt::Key_Left ? step : -step, 0});
    } else if (key == Qt::Key_Up || key == Qt::Key_Down) {
        moveBy({0, key == Qt::Key_Up ? step : -step});
    } else if (key == Qt::Key_Space) {
        m_spaceDown = true;
        viewport()->setCursor(Qt::OpenHandCursor);
    } else {
        QGraphicsView::keyPressEvent(event);
    }
}

void ChartView::keyReleaseEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        m_spaceDown = false;
        viewport()->unsetCursor();
    }
    QGraphicsView::keyReleaseEvent(event);
}

void ChartView::focusInEvent(QFocusEvent *event)
{
    QGraphicsView::focusInEvent(event);
    viewport()->update();
}

void ChartView::focusOutEvent(QFocusEvent *event)
{
    QGraphicsView::focusOutEvent(event);
    m_spaceDown = false;
    viewport()->update();
}

void ChartView::switchEntry(int entry)
{
    const QVector<int> series = m_chart->page().legend[entry].series;
    const bool visible = !m_chart->isSeriesVisible(series.first());
    for (const int each : series) {
        setSeriesVisible(each, visible);
    }
}

}  // namespace touchstone::ui
