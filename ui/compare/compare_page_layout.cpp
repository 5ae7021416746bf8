// The widgets of the page and where they lie; what they do is in compare_page.cpp.
#include "charts/chart_view.h"
#include "ui/common/icons.h"
#include "ui/common/widgets.h"
#include "ui/compare/compare_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace touchstone::ui {

namespace {
constexpr int kindCount = int(compare::ChartKind::BaselineShare) + 1;
}

void ComparePage::buildControls()
{
    auto *head = new QHBoxLayout(m_header);
    head->setContentsMargins(0, 0, 0, 0);
    m_papers = named(new QPushButton(m_header), QStringLiteral("chosenPapers"),
                     QStringLiteral("chip"));
    m_copy = named(new QToolButton(m_header), QStringLiteral("copyFigures"));
    m_copy->setIcon(icon(QStringLiteral("copy"), Tone::Muted));
    m_copy->setPopupMode(QToolButton::InstantPopup);
    m_copy->setMenu(new QMenu(m_copy));
    m_export = named(new QPushButton(m_header), QStringLiteral("exportChart"),
                     QStringLiteral("primary"));
    m_export->setShortcut(QKeySequence(QStringLiteral("Ctrl+E")));
    head->addWidget(m_papers);
    head->addStretch(1);
    head->addWidget(m_copy);
    head->addWidget(m_export);

    m_kind = named(new QComboBox(m_controls), QStringLiteral("chartKind"));
    m_technique = named(new QComboBox(m_controls), QStringLiteral("chartTechnique"));
    m_kernel = named(new QComboBox(m_controls), QStringLiteral("chartKernel"));
    m_machine = named(new QComboBox(m_controls), QStringLiteral("chartMachine"));
    m_device = named(new QComboBox(m_controls), QStringLiteral("chartDevice"));
    m_differences = named(new QCheckBox(m_controls), QStringLiteral("differencesOnly"));
    auto *row = new QHBoxLayout(m_controls);
    row->setContentsMargins(10, 8, 10, 8);
    row->setSpacing(10);
    int number = 0;
    for (QComboBox *box : {m_kind, m_technique, m_kernel, m_machine, m_device}) {
        // Long names are elided in the box and complete in its list.
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(number < 3 ? 14 : 8);
        auto *cell = new QVBoxLayout;
        cell->setSpacing(2);
        m_names[number] = label(QStringLiteral("caption"), m_controls);
        m_names[number]->setBuddy(box);
        cell->addWidget(m_names[number]);
        cell->addWidget(box);
        row->addLayout(cell, number < 3 ? 3 : 2);
        ++number;
    }
    row->addWidget(m_differences, 0, Qt::AlignBottom);
    for (int kind = 0; kind < kindCount; ++kind) {
        m_kind->addItem(QString(), kind);
    }
    m_technique->addItem(QString(), QString());
    for (const Technique &technique : Vocabulary::bundled().techniques()) {
        m_technique->addItem(QString(), technique.id);
    }
    m_kernel->addItem(QString(), QString());
    for (const KernelText &kernel : Vocabulary::bundled().kernels()) {
        m_kernel->addItem(QString(), kernel.id);
    }
    m_machine->addItem(QString(), QString());
    m_device->addItem(QString(), QString());
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
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_splitter->setObjectName(QStringLiteral("compareSplitter"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_stack);
    m_splitter->addWidget(m_table);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({430, 170});
}

}  // namespace touchstone::ui
