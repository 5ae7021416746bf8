// The widgets of the page and where they lie; what they do is in bench_page.cpp.
#include "base/terms.h"
#include "measure/environment.h"
#include "ui/bench/bench_page.h"
#include "ui/bench/kernel_delegate.h"
#include "ui/bench/queue_table.h"
#include "ui/bench/result_view.h"
#include "ui/common/flow_layout.h"
#include "ui/common/icons.h"
#include "ui/common/widgets.h"

#include <QComboBox>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>

namespace touchstone::ui {

void BenchPage::buildHeader()
{
    auto *row = new QHBoxLayout(m_header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addStretch(1);
    m_import = named(new QPushButton(m_header), QStringLiteral("importResults"));
    row->addWidget(m_import);
    m_certify = named(new QPushButton(m_header), QStringLiteral("certify"));
    m_certify->setIcon(icon(QStringLiteral("certificate")));
    row->addWidget(m_certify);
}

// The settings of a measurement wrap where they do not fit beside each other.
QWidget *BenchPage::buildSettings()
{
    auto *bar = named(new QWidget(this), QStringLiteral("benchSettings"), QStringLiteral("header"));
    bar->setAttribute(Qt::WA_StyledBackground);
    auto *flow = new FlowLayout(bar, 10);
    flow->setContentsMargins(10, 5, 10, 5);
    m_device = named(new QComboBox(bar), QStringLiteral("benchDevice"));
    m_preset = named(new QComboBox(bar), QStringLiteral("benchPreset"));
    m_threads = named(new QSpinBox(bar), QStringLiteral("benchThreads"));
    m_budget = named(new QSpinBox(bar), QStringLiteral("benchBudget"));
    m_device->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_device->setMinimumWidth(220);
    int number = 0;
    for (QWidget *field :
         std::initializer_list<QWidget *>{m_device, m_preset, m_threads, m_budget}) {
        auto *group = new QWidget(bar);
        auto *row = new QHBoxLayout(group);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(6);
        m_names[number] = label(QStringLiteral("caption"), group);
        m_names[number]->setBuddy(field);
        row->addWidget(m_names[number]);
        row->addWidget(field);
        flow->addWidget(group);
        ++number;
    }
    m_device->addItem(QString(), QStringLiteral("cpu"));
    for (const auto &[preset, word] : presetTerms) {
        m_preset->addItem(QString(), QString::fromLatin1(word.data(), qsizetype(word.size())));
    }
    m_threads->setRange(0, measure::processorCount());
    m_budget->setRange(0, 3600);
    for (QSpinBox *box : {m_threads, m_budget}) {
        box->setMinimumWidth(104);
    }
    return bar;
}

QWidget *BenchPage::kernelPanel()
{
    auto *left = new QWidget(this);
    auto *leftColumn = new QVBoxLayout(left);
    leftColumn->setContentsMargins(0, 0, 0, 0);
    leftColumn->setSpacing(0);
    m_tree = named(new QTreeView(left), QStringLiteral("kernelTree"));
    m_tree->setModel(&m_kernels);
    m_tree->setItemDelegate(new KernelDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setIndentation(12);
    m_tree->setUniformRowHeights(true);
    m_tree->setTextElideMode(Qt::ElideRight);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->expandAll();
    m_run = named(new QPushButton(left), QStringLiteral("runKernels"), QStringLiteral("primary"));
    m_sweep = named(new QPushButton(left), QStringLiteral("sweepKernels"));
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(8, 6, 8, 6);
    buttons->addWidget(m_run, 2);
    buttons->addWidget(m_sweep, 1);
    leftColumn->addWidget(m_tree, 1);
    leftColumn->addLayout(buttons);
    return left;
}

QWidget *BenchPage::queuePanel()
{
    auto *queue = new QWidget(this);
    auto *queueColumn = new QVBoxLayout(queue);
    queueColumn->setContentsMargins(0, 0, 0, 0);
    queueColumn->setSpacing(0);
    m_queueTitle = label(QStringLiteral("muted"), queue);
    m_cancel = named(new QPushButton(queue), QStringLiteral("cancelQueue"), QStringLiteral("link"));
    m_clear = named(new QPushButton(queue), QStringLiteral("clearQueue"), QStringLiteral("link"));
    auto *tools = new QHBoxLayout;
    tools->setContentsMargins(10, 4, 8, 4);
    tools->addWidget(m_queueTitle);
    tools->addStretch(1);
    tools->addWidget(m_cancel);
    tools->addWidget(m_clear);
    m_table = new QueueTable(m_queueModel, queue);
    queueColumn->addLayout(tools);
    queueColumn->addWidget(m_table, 1);
    return queue;
}

void BenchPage::buildBody()
{
    m_noKernels = new EmptyState(QStringLiteral("bench"), this);
    m_left->addWidget(kernelPanel());
    m_left->addWidget(m_noKernels);
    m_left->setCurrentIndex(m_kernels.rowCount() > 0 ? 0 : 1);
    m_left->setMinimumWidth(230);
    m_result = new ResultView(m_workspace, this);
    m_right->addWidget(queuePanel());
    m_right->addWidget(m_result);
    m_right->setChildrenCollapsible(false);
    m_right->setSizes({170, 430});
    m_right->setStretchFactor(1, 1);
    m_splitter->setObjectName(QStringLiteral("benchSplitter"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_left);
    m_splitter->addWidget(m_right);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({300, 900});
}

}  // namespace touchstone::ui
