#include "charts/chart_view.h"

#include "charts/axis_strip.h"
#include "charts/chart_colours.h"
#include "charts/chart_text.h"
#include "charts/chart_transfer.h"

#include <QClipboard>
#include <QDrag>
#include <QGuiApplication>
#include <QMimeData>
#include <QPainter>
#include <QPrintDialog>
#include <QPrinter>
#include <QScrollBar>
#include <QSet>

#include <algorithm>
#include <cmath>
#include <utility>

namespace touchstone::ui {

namespace {

constexpr int fontPixels = 13;
constexpr double zoomStep = 1.25;

bool sameData(const compare::ChartSpec &a, const compare::ChartSpec &b)
{
    return a.kind == b.kind && a.dataHash == b.dataHash && a.series.size() == b.series.size()
           && fullRange(a) == fullRange(b);
}

}  // namespace

ChartView::ChartView(QWidget *parent)
    : QGraphicsView(parent), m_chart(buildChart(m_spec, m_style, {})), m_axis(new AxisStrip(this))
{
    setObjectName(QStringLiteral("chartView"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAlignment(Qt::AlignLeft | Qt::AlignTop);
    setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    setTransformationAnchor(NoAnchor);
    setResizeAnchor(NoAnchor);
    setOptimizationFlag(DontSavePainterState);  // each item sets what it needs; marks are many
    setInteractive(false);                      // every gesture is handled here
    viewport()->setMouseTracking(true);
    setScene(m_chart.get());
}

ChartView::~ChartView()
{
    setScene(nullptr);
}

void ChartView::setSpec(const compare::ChartSpec &spec, const ChartStyle &style)
{
    const bool wasZoomed = isZoomed();
    if (!sameData(m_spec, spec)) {
        m_state = {};
        m_current = {};
        m_highlighted.clear();
    }
    m_spec = spec;
    m_style = style;
    m_hovered = {};
    m_gesture = Gesture::None;
    setAccessibleName(shownText(spec.title, style));
    setAccessibleDescription(shownText(spec.subtitle, style) + QLatin1Char(' ')
                             + shownText(spec.legendNote, style));
    build();
    if (wasZoomed != isZoomed()) {
        Q_EMIT zoomChanged(isZoomed());
    }
}

QSize ChartView::sizeHint() const
{
    return {720, 460};
}

QSize ChartView::minimumSizeHint() const
{
    return {320, 220};
}

ChartFrame ChartView::frame() const
{
    const QSize room = viewport()->size();
    return {std::max(280.0, double(room.width())), double(room.height()), fontPixels};
}

void ChartView::build()
{
    // Built whole and then moved: what is cut at a range would be missing beside it.
    auto chart = buildChart(m_spec, m_style, frame(), {{}, m_state.hidden, sight()});
    if (m_state.range) {
        chart->setRange(*m_state.range);
    }
    setScene(chart.get());
    setSceneRect(chart->sceneRect());
    m_chart.swap(chart);  // the old one lives until nothing shows it
    verticalScrollBar()->setSingleStep(fontPixels * 3);
    followSight();
}

QRectF ChartView::sight() const
{
    return mapToScene(viewport()->rect()).boundingRect();
}

void ChartView::followSight()
{
    m_chart->setSight(sight());
    m_axis->follow(*m_chart, sight(), viewport()->geometry());
}

void ChartView::scrollContentsBy(int dx, int dy)
{
    QGraphicsView::scrollContentsBy(dx, dy);
    followSight();
}

void ChartView::resizeEvent(QResizeEvent *event)
{
    QGraphicsView::resizeEvent(event);
    build();
}

// --- zoom --------------------------------------------------------------------------------------

void ChartView::showRange(const ChartRange &range)
{
    if (!m_chart->chart()) {
        return;
    }
    const bool wasZoomed = isZoomed();
    const ChartRange full = m_chart->full();
    const ChartRange fitted = within(range, full);
    m_state.range = fitted == full ? std::optional<ChartRange>() : fitted;
    m_hovered = {};
    m_chart->setRange(fitted);
    viewport()->update();
    m_axis->update();
    if (wasZoomed != isZoomed()) {
        Q_EMIT zoomChanged(isZoomed());
    }
}

void ChartView::resetView()
{
    showRange(m_chart->full());
}

void ChartView::zoomIn()
{
    zoomAt(1 / zoomStep, m_chart->page().plot.center(), true, true);
}

void ChartView::zoomOut()
{
    zoomAt(zoomStep, m_chart->page().plot.center(), true, true);
}

void ChartView::zoomAt(double factor, const QPointF &place, bool alongX, bool alongY)
{
    if (!m_chart->chart()) {
        return;
    }
    const QPointF at = m_chart->coordinates(place);
    ChartRange range = zoomed(m_chart->range(), m_chart->full(), factor, at.x(), at.y());
    range.x = alongX ? range.x : m_chart->range().x;
    range.y = alongY ? range.y : m_chart->range().y;
    showRange(range);
}

void ChartView::zoomInto(const QRectF &box)
{
    const QRectF inside = box.intersected(m_chart->page().plot);
    const QPointF from = m_chart->coordinates(inside.bottomLeft());
    const QPointF to = m_chart->coordinates(inside.topRight());
    showRange({{from.x(), to.x()}, {from.y(), to.y()}});
}

void ChartView::moveBy(const QPointF &pixels)
{
    if (!m_chart->chart()) {
        return;
    }
    const QRectF &plot = m_chart->page().plot;
    const ChartRange &range = m_chart->range();
    showRange(moved(range, m_chart->full(), -pixels.x() / plot.width() * range.x.length(),
                    pixels.y() / plot.height() * range.y.length()));
}

// --- points ------------------------------------------------------------------------------------

// The nearest mark whose area contains the place: marks of a strip chart are close together.
int ChartView::markAt(const QPointF &place) const
{
    const QVector<PlacedMark> &marks = m_chart->marks();
    int nearest = -1;
    double best = 0;
    for (int i = 0; i < marks.size(); ++i) {
        const QPointF apart = marks[i].area.center() - place;
        const double distance = std::hypot(apart.x(), apart.y());
        if (marks[i].area.contains(place) && (nearest < 0 || distance < best)) {
            nearest = i;
            best = distance;
        }
    }
    return nearest;
}

int ChartView::legendAt(const QPointF &place) const
{
    const QVector<LegendEntry> &entries = m_chart->page().legend;
    for (int i = 0; i < entries.size(); ++i) {
        if (!entries[i].series.isEmpty() && entries[i].box.contains(place)) {
            return i;
        }
    }
    return -1;
}

int ChartView::markOf(const PointRef &point) const
{
    const QVector<PlacedMark> &marks = m_chart->marks();
    const auto found = std::find_if(marks.begin(), marks.end(), [&point](const PlacedMark &mark) {
        return mark.series == point.series && mark.point == point.point;
    });
    return found == marks.end() ? -1 : int(found - marks.begin());
}

PointRef ChartView::refOf(int mark) const
{
    return mark < 0 ? PointRef()
                    : PointRef{m_chart->marks()[mark].series, m_chart->marks()[mark].point};
}

QString ChartView::noteOf(const PointRef &ref) const
{
    const compare::ChartPoint &point = m_spec.series[ref.series].points[ref.point];
    QString note = shownText(point.note, m_style);
    if (!note.isEmpty()) {
        return note;
    }
    const QString detail = shownText(point.detail, m_style);
    return nameOf(point, m_style) + (detail.isEmpty() ? QString() : QStringLiteral(", ") + detail);
}

// With room for the axis below it.
void ChartView::reveal(int mark)
{
    ensureVisible(m_chart->marks()[mark].area, 0, fontPixels * 5);
}

void ChartView::highlight(const QVector<PointRef> &points)
{
    m_highlighted = points;
    for (const PointRef &point : points) {
        if (const int mark = markOf(point); mark >= 0) {
            reveal(mark);
            break;
        }
    }
    viewport()->update();
}

void ChartView::select(int mark)
{
    m_current = refOf(mark);
    if (mark >= 0) {
        reveal(mark);
        setAccessibleDescription(noteOf(m_current));
    }
    viewport()->update();
}

void ChartView::activate(int mark)
{
    const PointRef ref = refOf(mark);
    const compare::ChartPoint &point = m_spec.series[ref.series].points[ref.point];
    Q_EMIT pointActivated(point.claimId, point.runId, point.paperId);
}

void ChartView::selectInside(const QRectF &box)
{
    QVector<PointRef> inside;
    for (const PlacedMark &mark : m_chart->marks()) {
        if (box.contains(mark.area.center())) {
            inside.append({mark.series, mark.point});
        }
    }
    m_highlighted = inside;
    viewport()->update();
    Q_EMIT pointsSelected(inside);
}

// --- series ------------------------------------------------------------------------------------

void ChartView::setSeriesVisible(int series, bool visible)
{
    m_state.hidden.removeAll(series);
    if (!visible) {
        m_state.hidden.append(series);
    }
    m_hovered = {};
    m_chart->setSeriesVisible(series, visible);
    viewport()->update();
}

// --- painting ----------------------------------------------------------------------------------

// Two rings, one in the colour of the background, so that it is seen on any mark and line.
void ChartView::paintRing(QPainter &painter, int mark, double grow, double width) const
{
    if (mark < 0) {
        return;
    }
    const ChartColours &colours = chartColours(m_style.theme);
    const QRectF area = m_chart->marks()[mark].area.adjusted(-grow, -grow, grow, grow);
    painter.setBrush(Qt::NoBrush);
    for (const QPen &pen : {QPen(colours.background, width * 2.5), QPen(colours.text, width)}) {
        painter.setPen(pen);
        if (m_spec.series[m_chart->marks()[mark].series].stacked) {
            painter.drawRect(area);
        } else {
            painter.drawEllipse(area);
        }
    }
}

// Above all other marks, which may hide it.
void ChartView::liftMark(QPainter &painter, int mark) const
{
    const PlacedMark &lifted = m_chart->marks()[mark];
    paintRing(painter, mark, 1.5, 2);
    if (!m_spec.series[lifted.series].stacked
        && !m_spec.series[lifted.series].points[lifted.point].hollow) {
        const ChartColours &colours = chartColours(m_style.theme);
        paintMark(painter, lookOf(m_spec, lifted.series, colours), lifted.area.center(),
                  markRadius(m_chart->page().fontPixels), colours.background);
    }
}

void ChartView::drawForeground(QPainter *painter, const QRectF &)
{
    QSet<std::pair<int, int>> highlighted;
    for (const PointRef &point : std::as_const(m_highlighted)) {
        highlighted.insert({point.series, point.point});
    }
    const QVector<PlacedMark> &marks = m_chart->marks();
    for (int i = 0; !highlighted.isEmpty() && i < marks.size(); ++i) {
        if (highlighted.contains({marks[i].series, marks[i].point})) {
            liftMark(*painter, i);
        }
    }
    paintRing(*painter, markOf(m_hovered), 0, 1.2);
    if (hasFocus()) {
        paintRing(*painter, markOf(m_current), 1, 2.4);
    }
    if (m_gesture == Gesture::Zoom || m_gesture == Gesture::Select) {
        QColor fill = chartColours(m_style.theme).measured;
        painter->setPen(QPen(fill, 1));
        fill.setAlphaF(0.12F);
        painter->setBrush(fill);
        painter->drawRect(QRectF(m_from, m_to).normalized().intersected(m_chart->page().plot));
    }
}

// --- other programs ----------------------------------------------------------------------------

void ChartView::copyImage()
{
    const auto image = imageOf({m_spec, m_style, frame(), m_state});
    if (!image) {
        Q_EMIT failed(image.error().message);
        return;
    }
    QGuiApplication::clipboard()->setImage(*image);
}

void ChartView::copySvg()
{
    auto *mime = new QMimeData;
    const QByteArray svg = svgOf({m_spec, m_style, frame(), m_state});
    mime->setData(QStringLiteral("image/svg+xml"), svg);
    mime->setText(QString::fromUtf8(svg));
    QGuiApplication::clipboard()->setMimeData(mime);
}

void ChartView::print()
{
    auto *dialog = new QPrintDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, qOverload<QPrinter *>(&QPrintDialog::accepted), this,
            [this](QPrinter *printer) {
                const auto done = printChart({m_spec, m_style, frame(), m_state}, *printer);
                if (!done) {
                    Q_EMIT failed(done.error().message);
                }
            });
    dialog->open();
}

void ChartView::takeOut()
{
    m_taken = std::make_unique<QTemporaryDir>();
    auto *drag = new QDrag(this);
    drag->setMimeData(mimeOf({m_spec, m_style, frame(), m_state}, m_taken->path()).release());
    drag->exec(Qt::CopyAction);
}

}  // namespace touchstone::ui
