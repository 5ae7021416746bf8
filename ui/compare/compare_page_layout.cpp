// The widgets of the page and where they lie; what they do is in compare_page.cpp.
#include "charts/chart_view.h"
#include "ui/common/verdict_chip.h"
#include "ui/common/widgets.h"
#include "ui/compare/brush.h"
#include "ui/compare/chart_tools.h"
#include "ui/compare/compare_page.h"

#include <QHeaderView>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace touchstone::ui {

void ComparePage::buildHeader()
{
    auto *head = new QHBoxLayout(m_header);
    head->setContentsMargins(0, 0, 0, 0);
    m_papers = named(new QPushButton(m_header), QStringLiteral("chosenPapers"),
                     QStringLiteral("chip"));
    m_tools = new ChartTools(*m_chart, *m_table, m_header);
    head->addWidget(m_papers);
    head->addStretch(1);
    head->addWidget(m_tools);
}

void ComparePage::buildBody()
{
    m_stack = new QStackedWidget(this);
    m_chart = named(new ChartView(m_stack), QStringLiteral("chartView"));
    m_empty = new EmptyState(QStringLiteral("compare"), m_stack);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_chart);
    m_table = named(new QTableView(this), QStringLiteral("chartTable"));
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new VerdictDelegate(ChartTableModel::OutcomeRole, m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    constexpr int rowsLookedAt = 100;  // for the widths of columns
    m_table->horizontalHeader()->setResizeContentsPrecision(rowsLookedAt);
    m_splitter->setObjectName(QStringLiteral("compareSplitter"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_stack);
    m_splitter->addWidget(m_table);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({430, 170});
    new Brush(*m_chart, *m_table, this);
}

}  // namespace touchstone::ui
