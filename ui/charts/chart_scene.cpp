#include "charts/chart_scene.h"

#include "charts/chart_text.h"
#include "charts/overlay.h"

#include <QCategoryAxis>
#include <QChart>
#include <QGraphicsLayout>
#include <QLegend>

#include <algorithm>

namespace touchstone::ui {

namespace {

// QChart gives axes 3, series and legends 4 and more.
constexpr double belowSeries = 3.5;
constexpr double aboveSeries = 6;

// Labels go through HTML.
void setTicks(QCategoryAxis &axis, const compare::ChartAxis &of, const AxisSpan &span,
              const QVector<Tick> &ticks)
{
    const QStringList old = axis.categoriesLabels();
    for (const QString &label : old) {
        axis.remove(label);
    }
    axis.setStartValue(span.low - span.length());
    for (const Tick &tick : ticks) {
        QString label = tick.label.toHtmlEscaped();
        if (label.isEmpty()) {
            continue;
        }
        // Of equal labels all but the first would be dropped, with their grid lines.
        while (axis.categoriesLabels().contains(label)) {
            label += QChar(0x200B);
        }
        axis.append(label, coordinateOf(of, tick.value));
    }
}

}  // namespace

ChartScene::ChartScene(const compare::ChartSpec &spec, const ChartStyle &style,
                       const ChartFrame &frame, const ChartState &state)
    : m_spec(spec), m_style(style), m_page(layOutPage(spec, style, frame)), m_sight(state.sight),
      m_hidden(spec.series.size(), false)
{
    const ChartColours &colours = chartColours(style.theme);
    setBackgroundBrush(colours.background);
    setSceneRect(QRectF(QPointF(), m_page.size));
    setItemIndexMethod(NoIndex);  // for thousands of markers, which nobody looks up here
    for (const int series : state.hidden) {
        if (series >= 0 && series < m_hidden.size()) {
            m_hidden[series] = true;
        }
    }
    if (m_page.empty) {
        m_texts = new TextItem(nullptr);
        addItem(m_texts);
        m_texts->setTexts(m_page.texts, m_page.size);
        return;
    }
    m_range = state.range ? within(*state.range, full()) : full();
    chooseRows();
    makeChart();
}

ChartScene::~ChartScene() = default;

Plot ChartScene::plot() const
{
    return {m_spec,
            chartColours(m_style.theme),
            *m_chart,
            m_page.plot,
            m_page.fontPixels,
            m_range,
            m_hidden,
            m_rows};
}

void ChartScene::makeChart()
{
    m_chart = new QChart;
    m_chart->setAnimationOptions(QChart::NoAnimation);
    m_chart->setBackgroundVisible(false);
    m_chart->setMargins(QMargins());
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_chart->setMinimumSize(0, 0);
    m_chart->legend()->setVisible(false);
    addItem(m_chart);
    m_x = makeAxis(m_spec.x, Qt::AlignBottom);
    m_y = makeAxis(m_spec.y, Qt::AlignLeft);
    if (hasTopAxis(m_spec, m_page)) {
        m_top = makeAxis(m_spec.x, Qt::AlignTop);
    }
    m_chart->setPlotArea(m_page.plot);
    placeAxes();
    m_below = new OverlayItem(m_chart);
    m_below->setZValue(belowSeries);
    m_above = new OverlayItem(m_chart);
    m_above->setZValue(aboveSeries);
    m_drawn = addSeries(plot(), m_x, m_y);
    m_legend = new LegendItem(m_page.legend, m_page.fontPixels, m_style.theme, m_chart);
    m_legend->setZValue(aboveSeries);
    m_texts = new TextItem(m_chart);
    m_texts->setZValue(aboveSeries);
    m_chart->resize(m_page.size);  // last: what comes later would be placed by an older size
    m_chart->layout()->activate();
    connect(m_chart, &QChart::plotAreaChanged, this, [this] { lay(); });
    showHidden();
}

QCategoryAxis *ChartScene::makeAxis(const compare::ChartAxis &axis, Qt::Alignment side)
{
    const ChartColours &colours = chartColours(m_style.theme);
    auto *made = new QCategoryAxis;
    made->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    made->setLabelsFont(ChartFont(m_page.fontPixels).font());
    made->setLabelsBrush(colours.muted);
    made->setTruncateLabels(false);
    made->setLineVisible(false);  // both: see layAxes()
    made->setGridLineVisible(false);
    // Thousands of categories would be thousands of items: rowTexts() has their names.
    made->setLabelsVisible(axis.categories.isEmpty());
    m_chart->addAxis(made, side);
    return made;
}

// Of the x axis; a label at the edge of the plot may be too long for the page.
QVector<Tick> ChartScene::ticksOnPage() const
{
    const Plot plot = this->plot();
    const ChartFont font(m_page.fontPixels);
    QVector<Tick> ticks = xTicks(shownPart(m_spec.x, m_range.x), m_page.plot, m_page.fontPixels);
    for (Tick &tick : ticks) {
        const double at = plot.place({coordinateOf(m_spec.x, tick.value), m_range.y.low}).x();
        const double half = font.width(tick.label) / 2;
        if (at - half < 0 || at + half > m_page.size.width()) {
            tick.label.clear();
        }
    }
    return ticks;
}

void ChartScene::placeAxes()
{
    m_x->setRange(m_range.x.low, m_range.x.high);
    m_y->setRange(m_range.y.low, m_range.y.high);
    const int px = m_page.fontPixels;
    const QVector<Tick> x = ticksOnPage();
    setTicks(*m_x, m_spec.x, m_range.x, x);
    if (m_top) {
        m_top->setRange(m_range.x.low, m_range.x.high);
        setTicks(*m_top, m_spec.x, m_range.x, x);
    }
    if (m_spec.y.categories.isEmpty()) {
        const auto y = shownPart(m_spec.y, m_range.y);
        setTicks(*m_y, m_spec.y, m_range.y, yTicks(y, m_page.plot, px));
    }
}

void ChartScene::lay()
{
    m_marks = marksOf(plot());
    layRows();
}

void ChartScene::layRows()
{
    const Plot plot = this->plot();
    m_below->clear(sceneRect());
    m_above->clear(sceneRect());
    layOverlay(plot, *m_below, *m_above);
    QVector<PlacedText> texts = m_page.texts + rowTexts(m_spec, m_style, m_page, m_range.y, m_rows);
    if (m_spec.kind == compare::ChartKind::ClaimedOverMeasured
        || m_spec.kind == compare::ChartKind::Roofline) {
        texts += pointNames(plot, m_style, m_marks, *m_below);
    }
    m_texts->setTexts(texts, m_page.size);
}

void ChartScene::setRange(const ChartRange &range)
{
    const ChartRange fitted = within(range, full());
    if (!m_chart || fitted == m_range) {
        return;
    }
    m_range = fitted;
    chooseRows();
    placeAxes();
    m_chart->layout()->activate();
    updateCurves(plot(), m_drawn);
    if (m_rows == full().y) {  // QChart itself moves and hides marks
        updateBars(plot(), m_drawn);
    } else {
        updateMarks(plot(), m_drawn);
    }
    lay();
}

AxisSpan ChartScene::rowsIn(const QRectF &sight, double margin) const
{
    const auto rowAt = [this](double y) {
        return m_range.y.low
               + (m_page.plot.bottom() - y) / m_page.plot.height() * m_range.y.length();
    };
    return {rowAt(sight.bottom() + margin), rowAt(sight.top() - margin)};
}

// A chart of thousands of categories is many windows high; items for all of them would make it
// slow to build and to paint.
void ChartScene::chooseRows()
{
    constexpr double tall = 3;  // windows
    m_rows = full().y;
    if (m_sight && !m_spec.y.categories.isEmpty()
        && m_page.size.height() > tall * m_sight->height()) {
        m_rows = rowsIn(*m_sight, m_sight->height());
    }
}

void ChartScene::setSight(const QRectF &sight)
{
    m_sight = sight;
    if (!m_chart) {
        return;
    }
    const AxisSpan seen = rowsIn(sight, 0);
    const AxisSpan whole = full().y;
    const bool drawn = m_rows.low <= std::max(seen.low, whole.low)
                       && m_rows.high >= std::min(seen.high, whole.high);
    if (!drawn) {
        chooseRows();
        updateMarks(plot(), m_drawn);
        layRows();
    }
}

QPointF ChartScene::coordinates(const QPointF &place) const
{
    return plot().coordinates(place);
}

void ChartScene::setSeriesVisible(int series, bool visible)
{
    if (m_chart && series >= 0 && series < m_hidden.size() && m_hidden[series] == visible) {
        m_hidden[series] = !visible;
        showHidden();
    }
}

void ChartScene::showHidden()
{
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        showSeries(m_drawn[i], !m_hidden[i]);
    }
    updateBars(plot(), m_drawn);
    QVector<bool> entries;
    for (const LegendEntry &entry : m_page.legend) {
        entries.append(!entry.series.isEmpty() && m_hidden[entry.series.first()]);
    }
    m_legend->setHidden(entries);
    lay();
}

std::unique_ptr<ChartScene> buildChart(const compare::ChartSpec &spec, const ChartStyle &style,
                                       const ChartFrame &frame, const ChartState &state)
{
    return std::make_unique<ChartScene>(spec, style, frame, state);
}

}  // namespace touchstone::ui
