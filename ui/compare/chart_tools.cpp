#include "ui/compare/chart_tools.h"

#include "charts/chart_view.h"
#include "ui/common/icons.h"
#include "ui/common/table_text.h"
#include "ui/common/widgets.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QTableView>

namespace touchstone::ui {

ChartTools::ChartTools(ChartView &chart, QTableView &table, QWidget *parent)
    : Translated<QWidget>(parent), m_chart(chart), m_zoomIn(tool("chartZoomIn", "zoom-in")),
      m_zoomOut(tool("chartZoomOut", "zoom-out")), m_reset(tool("chartReset", "zoom-reset")),
      m_copy(tool("copyFigures", "copy")), m_print(tool("chartPrint", "print")),
      m_export(named(new QPushButton(this), QStringLiteral("exportChart"),
                     QStringLiteral("primary")))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    for (QToolButton *button : {m_zoomIn, m_zoomOut, m_reset, m_copy, m_print}) {
        row->addWidget(button);
    }
    row->addSpacing(6);
    row->addWidget(m_export);
    connect(m_zoomIn, &QToolButton::clicked, &m_chart, &ChartView::zoomIn);
    connect(m_zoomOut, &QToolButton::clicked, &m_chart, &ChartView::zoomOut);
    connect(m_reset, &QToolButton::clicked, &m_chart, &ChartView::resetView);
    connect(m_print, &QToolButton::clicked, &m_chart, &ChartView::print);
    connect(m_export, &QPushButton::clicked, this, &ChartTools::exportWanted);
    connect(&m_chart, &ChartView::zoomChanged, m_reset, &QToolButton::setEnabled);
    fillCopyMenu(table);
    setDrawn(false);
    retranslateUi();
}

QToolButton *ChartTools::tool(const char *name, const char *iconName)
{
    auto *button = named(new QToolButton(this), QLatin1String(name));
    button->setIcon(icon(QLatin1String(iconName), Tone::Muted));
    return button;
}

void ChartTools::fillCopyMenu(QTableView &table)
{
    auto *menu = new QMenu(m_copy);
    m_copy->setMenu(menu);
    m_copy->setPopupMode(QToolButton::InstantPopup);
    const auto add = [menu](const char *name) {
        QAction *action = menu->addAction(QString());
        action->setObjectName(QLatin1String(name));
        return action;
    };
    m_copyImage = add("copyImage");
    m_copySvg = add("copySvg");
    menu->addSeparator();
    m_copyTable = add("copyTable");
    m_copyMarkdown = add("copyMarkdown");
    connect(m_copyImage, &QAction::triggered, &m_chart, &ChartView::copyImage);
    connect(m_copySvg, &QAction::triggered, &m_chart, &ChartView::copySvg);
    connect(m_copyTable, &QAction::triggered, this,
            [&table] { copyTable(table, CopyFormat::Tsv); });
    connect(m_copyMarkdown, &QAction::triggered, this,
            [&table] { copyTable(table, CopyFormat::Markdown); });
    m_copyImage->setShortcut(QKeySequence(QStringLiteral("Ctrl+Shift+C")));
    addAction(m_copyImage);  // its shortcut holds while the menu is closed
}

void ChartTools::setDrawn(bool drawn)
{
    for (QWidget *one :
         std::initializer_list<QWidget *>{m_zoomIn, m_zoomOut, m_copy, m_print, m_export}) {
        one->setEnabled(drawn);
    }
    m_copyImage->setEnabled(drawn);
    m_reset->setEnabled(drawn && m_chart.isZoomed());
}

bool ChartTools::canExport() const
{
    return m_export->isEnabled();
}

void ChartTools::retranslateUi()
{
    const auto name = [](QAbstractButton *button, const QString &what, const QKeySequence &keys) {
        setTexts(button, QString(),
                 keys.isEmpty() ? what
                                : QStringLiteral("%1 (%2)").arg(
                                        what, keys.toString(QKeySequence::NativeText)));
        button->setAccessibleName(what);
        button->setShortcut(keys);  // a new text would remove it
    };
    name(m_zoomIn, tr("Zoom in"), QKeySequence(QStringLiteral("Ctrl++")));
    name(m_zoomOut, tr("Zoom out"), QKeySequence(QStringLiteral("Ctrl+-")));
    name(m_reset, tr("Whole chart"), QKeySequence(QStringLiteral("Ctrl+0")));
    name(m_print, tr("Print the chart"), QKeySequence(QStringLiteral("Ctrl+P")));
    name(m_copy, tr("Copy the chart or its figures"), {});
    m_copyImage->setText(tr("Copy as image"));
    m_copySvg->setText(tr("Copy as SVG"));
    m_copyTable->setText(tr("Copy as table (TSV)"));
    m_copyMarkdown->setText(tr("Copy as Markdown"));
    setTexts(m_export, tr("Export…"), tr("Write this chart to a file (Ctrl+E)"));
    m_export->setShortcut(QKeySequence(QStringLiteral("Ctrl+E")));
}

}  // namespace touchstone::ui
