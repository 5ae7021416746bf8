#include "charts/chart_view.h"

#include "charts/chart_colours.h"
#include "charts/chart_layout.h"
#include "charts/chart_text.h"
#include "charts/paint_drawing.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <cmath>
#include <utility>

namespace touchstone::ui {

namespace {
constexpr int fontPixels = 13;
}

ChartView::ChartView(QWidget *parent) : QAbstractScrollArea(parent)
{
    setObjectName(QStringLiteral("chartView"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
}

void ChartView::setSpec(const compare::ChartSpec &spec, const ChartStyle &style)
{
    m_spec = spec;
    m_style = style;
    m_hovered = m_selected = m_pressed = -1;
    setAccessibleName(shownText(spec.title, style));
    setAccessibleDescription(shownText(spec.subtitle, style) + QLatin1Char(' ')
                             + shownText(spec.legendNote, style));
    layOut();
}

QSize ChartView::sizeHint() const
{
    return {720, 460};
}

QSize ChartView::minimumSizeHint() const
{
    return {320, 220};
}

void ChartView::layOut()
{
    const QSize room = viewport()->size();
    m_drawing =
            layoutChart(m_spec, m_style,
                        {std::max(280.0, double(room.width())), double(room.height()), fontPixels});
    verticalScrollBar()->setPageStep(room.height());
    verticalScrollBar()->setSingleStep(fontPixels * 3);
    verticalScrollBar()->setRange(0, std::max(0, int(m_drawing.size.height()) - room.height()));
    viewport()->update();
}

QPointF ChartView::offset() const
{
    return {0, double(verticalScrollBar()->value())};
}

const compare::ChartPoint &ChartView::pointOf(int mark) const
{
    const DrawnMark &found = m_drawing.marks[mark];
    return m_spec.series[found.series].points[found.point];
}

QString ChartView::noteOf(int mark) const
{
    const QString note = shownText(pointOf(mark).note, m_style);
    return note.isEmpty() ? cleaned(pointOf(mark).label) : note;
}

// The nearest mark whose area contains the position: marks of a strip chart are close together.
int ChartView::markAt(const QPointF &position) const
{
    const QPointF place = position + offset();
    int nearest = -1;
    double best = 0;
    for (int i = 0; i < m_drawing.marks.size(); ++i) {
        const QRectF &area = m_drawing.marks[i].area;
        const QPointF apart = area.center() - place;
        const double distance = std::hypot(apart.x(), apart.y());
        if (area.contains(place) && (nearest < 0 || distance < best)) {
            nearest = i;
            best = distance;
        }
    }
    return nearest;
}

bool ChartView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int mark = markAt(help->pos());
        if (mark < 0) {
            QToolTip::hideText();
        } else {
            // Plain text: a note quotes reports, which may contain markup.
            QToolTip::showText(help->globalPos(),
                               QStringLiteral("<p>%1</p>").arg(noteOf(mark).toHtmlEscaped()),
                               viewport());
        }
        return true;
    }
    if (event->type() == QEvent::Leave) {
        hover(-1);
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void ChartView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), m_drawing.background);
    painter.translate(-offset());
    paintDrawing(painter, m_drawing, QRectF(event->rect()).translated(offset()));
    if (m_hovered >= 0) {
        paintHighlight(painter, m_hovered, false);
    }
    if (m_selected >= 0 && hasFocus()) {
        paintHighlight(painter, m_selected, true);
    }
}

void ChartView::paintHighlight(QPainter &painter, int mark, bool focused) const
{
    QPen pen(chartColours(m_style.theme).text, focused ? 2 : 1.2);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(m_drawing.marks[mark].area);
}

void ChartView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    layOut();
}

void ChartView::mouseMoveEvent(QMouseEvent *event)
{
    hover(markAt(event->position()));
}

// Repaints only the two marks, so that a chart of thousands of points follows the mouse.
void ChartView::hover(int mark)
{
    if (mark == m_hovered) {
        return;
    }
    for (const int changed : {std::exchange(m_hovered, mark), mark}) {
        if (changed >= 0) {
            const QRectF area = m_drawing.marks[changed].area.translated(-offset());
            viewport()->update(area.adjusted(-3, -3, 3, 3).toAlignedRect());
        }
    }
    viewport()->setCursor(mark < 0 ? Qt::ArrowCursor : Qt::PointingHandCursor);
}

void ChartView::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->button() == Qt::LeftButton ? markAt(event->position()) : -1;
    if (m_pressed >= 0) {
        select(m_pressed);
    }
}

// As with a button, releasing elsewhere cancels the click.
void ChartView::mouseReleaseEvent(QMouseEvent *event)
{
    const int mark = markAt(event->position());
    if (mark >= 0 && mark == m_pressed) {
        activate(mark);
    }
    m_pressed = -1;
}

void ChartView::keyPressEvent(QKeyEvent *event)
{
    const int count = int(m_drawing.marks.size());
    const int key = event->key();
    if (count == 0) {
        QAbstractScrollArea::keyPressEvent(event);
    } else if (key == Qt::Key_Right || key == Qt::Key_Down) {
        select(std::min(count - 1, m_selected + 1));
    } else if (key == Qt::Key_Left || key == Qt::Key_Up) {
        select(std::max(0, m_selected - 1));
    } else if (key == Qt::Key_Home) {
        select(0);
    } else if (key == Qt::Key_End) {
        select(count - 1);
    } else if ((key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space)
               && m_selected >= 0) {
        activate(m_selected);
    } else {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void ChartView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void ChartView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void ChartView::select(int mark)
{
    m_selected = mark;
    const QRectF area = m_drawing.marks[mark].area;
    const QScrollBar *bar = verticalScrollBar();
    if (area.top() < bar->value()) {
        verticalScrollBar()->setValue(int(area.top()) - fontPixels * 2);
    } else if (area.bottom() > bar->value() + viewport()->height()) {
        verticalScrollBar()->setValue(int(area.bottom()) - viewport()->height() + fontPixels * 2);
    }
    setAccessibleDescription(noteOf(mark));
    viewport()->update();
}

void ChartView::activate(int mark)
{
    const compare::ChartPoint &point = pointOf(mark);
    Q_EMIT pointActivated(point.claimId, point.runId, point.paperId);
}

}  // namespace touchstone::ui
