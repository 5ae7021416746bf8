#include "ui/bench/bench_page.h"

#include "compare/run_words.h"
#include "ui/bench/result_files.h"
#include "ui/bench/result_view.h"
#include "ui/common/file_dialog.h"
#include "ui/common/html.h"
#include "ui/common/language.h"
#include "ui/common/widgets.h"
#include "ui/common/wording.h"

#include <QComboBox>
#include <QFileDialog>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>

namespace touchstone::ui {

BenchPage::BenchPage(Workspace &workspace, QWidget *parent)
    : Translated<QWidget>(parent), m_workspace(workspace), m_devicesJob(workspace.jobs()),
      m_queue(workspace), m_queueModel(m_queue), m_header(new QWidget(this)),
      m_message(new MessageStrip(this)), m_splitter(new QSplitter(this)),
      m_right(new QSplitter(Qt::Vertical, this)), m_left(new QStackedWidget(this))
{
    buildHeader();
    QWidget *settings = buildSettings();
    buildBody();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(settings);
    column->addWidget(m_message);
    column->addWidget(m_splitter, 1);
    connectAll();
    retranslateUi();
}

void BenchPage::connectAll()
{
    connect(m_tree->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &BenchPage::selectionChanged);
    connect(m_tree, &QTreeView::activated, this, [this](const QModelIndex &index) {
        if (index.parent().isValid()) {
            measureSelected(false);
        }
    });
    connect(m_run, &QPushButton::clicked, this, [this] { measureSelected(false); });
    connect(m_sweep, &QPushButton::clicked, this, [this] { measureSelected(true); });
    connect(m_certify, &QPushButton::clicked, this, [this] { certify(false); });
    connect(m_import, &QPushButton::clicked, this, &BenchPage::chooseResults);
    connect(m_cancel, &QPushButton::clicked, this, &BenchPage::cancelAll);
    connect(m_clear, &QPushButton::clicked, &m_queue, &BenchQueue::clearDone);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (current.isValid()) {
                    m_result->showItem(m_queue.items()[current.row()]);
                }
            });
    connect(&m_queue, &BenchQueue::finished, this, [this](int row) {
        if (m_table->currentIndex().row() == row) {
            m_result->showItem(m_queue.items()[row]);
        } else {
            m_table->selectRow(row);
        }
    });
    for (const auto signal : {&BenchQueue::inserted, &BenchQueue::changed, &BenchQueue::finished}) {
        connect(&m_queue, signal, this, &BenchPage::updateTexts);
    }
    connect(&m_queue, &BenchQueue::wasReset, this, &BenchPage::updateTexts);
    connect(m_result, &ResultView::comparisonWanted, this,
            [this](const QString &kernel) { Q_EMIT m_workspace.comparisonWanted({}, kernel); });
    connect(m_result, &ResultView::paperWanted, &m_workspace, &Workspace::paperTitleWanted);
}

void BenchPage::showEvent(QShowEvent *event)
{
    Translated<QWidget>::showEvent(event);
    if (!m_devicesKnown) {
        findDevices();
    }
}

void BenchPage::findDevices()
{
    m_devicesKnown = true;
    using Devices = std::vector<measure::DeviceInfo>;
    m_devicesJob.start<Devices>(
            this,
            [program = m_queue.program()](const JobContext &context) {
                return measure::listDevices(false, context.stop, program);
            },
            [this](const Result<Devices> &devices) {
                if (!devices) {
                    // The CPU can still be chosen; a run on it reports the problem in detail.
                    m_devicesKnown = false;
                    m_message->showWarning(devices.error().message);
                    return;
                }
                for (const measure::DeviceInfo &device : *devices) {
                    const QString id = QString::fromStdString(device.id);
                    int row = m_device->findData(id);
                    if (row < 0) {
                        row = m_device->count();
                        m_device->addItem(QString(), id);
                    }
                    m_device->setItemData(row, toolTipText(QString::fromStdString(device.name)),
                                          Qt::ToolTipRole);
                }
                retranslateUi();
            });
}

void BenchPage::measureSelected(bool sweep)
{
    QStringList ids;
    for (const QModelIndex &index : m_tree->selectionModel()->selectedIndexes()) {
        for (const QString &id : m_kernels.kernelsUnder(index)) {
            if (!ids.contains(id)) {
                ids.append(id);
            }
        }
    }
    if (m_firstUse && !ids.isEmpty()) {
        certify(true);
    }
    for (const QString &id : std::as_const(ids)) {
        BenchItem item;
        item.kernel = id;
        item.preset = m_preset->currentData().toString();
        item.device = m_device->currentData().toString();
        item.threads = m_threads->value();
        item.budgetSeconds = m_budget->value();
        item.sweep = sweep;
        m_queue.add(item);
    }
}

void BenchPage::measure(const QStringList &kernelIds, const QString &preset)
{
    QItemSelection selection;
    for (const QString &id : kernelIds) {
        if (const QModelIndex index = m_kernels.indexOf(id); index.isValid()) {
            selection.select(index, index);
        }
    }
    if (selection.isEmpty()) {
        return;
    }
    if (const int index = m_preset->findData(preset); index >= 0) {
        m_preset->setCurrentIndex(index);
    }
    m_tree->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    m_tree->scrollTo(selection.indexes().first());
    measureSelected(false);
}

void BenchPage::selectionChanged()
{
    const QModelIndexList chosen = m_tree->selectionModel()->selectedIndexes();
    m_table->clearSelection();
    m_table->setCurrentIndex({});
    const QModelIndex last = chosen.isEmpty() ? QModelIndex() : chosen.last();
    m_result->showKernel(last.data(KernelModel::KernelIdRole).toString());
    updateTexts();
}

void BenchPage::certify(bool quick)
{
    m_message->clear();
    m_firstUse = false;
    // Concurrent measurements would disturb each other.
    m_queue.setHeld(true);
    m_certifyJob = m_workspace.jobs().start<measure::Certificate>(
            text("Certifying this machine", "正在认证本机"), JobRunner::Visibility::Visible, this,
            [program = m_queue.program(), quick](const JobContext &context) {
                return measure::certify(
                        quick,
                        [&context](const measure::BenchEvent &event) {
                            context.report(int(event.fraction * 1000), 1000, {});
                        },
                        context.stop, program);
            },
            [this](const Result<measure::Certificate> &certificate) {
                m_certifyJob = 0;
                m_queue.setHeld(false);
                updateTexts();
                if (certificate) {
                    Q_EMIT certified(*certificate);
                } else if (!certificate.error().cancelled()) {
                    m_message->showError(certificate.error().message);
                }
            });
    updateTexts();
}

void BenchPage::cancelAll()
{
    m_queue.cancelAll();
    m_workspace.jobs().cancel(m_certifyJob);
}

bool BenchPage::isMeasuring() const
{
    return m_queue.busy() || m_certifyJob != 0;
}

bool BenchPage::canCertify() const
{
    return m_certify->isEnabled();
}

int BenchPage::threads() const
{
    return m_threads->value();
}

void BenchPage::setThreads(int threads)
{
    m_threads->setValue(threads);
}

void BenchPage::setKernelStates(const TestableClaims &testable)
{
    m_kernels.setStates(testable.kernels);
}

void BenchPage::chooseResults()
{
    auto *dialog = fileDialog(this, Asked::Files, QStringLiteral("resultFileDialog"),
                              tr("Choose result files"), m_workspace.settings(), importFolderKey);
    connect(dialog, &QFileDialog::filesSelected, this, &BenchPage::importResults);
    dialog->open();
}

void BenchPage::importResults(const QStringList &paths)
{
    m_message->clear();
    m_workspace.write<store::StoredBundle>(
            this, [paths](store::Store &store) { return addResultFiles(store, paths); },
            [this](const Result<store::StoredBundle> &stored) {
                if (!stored) {
                    m_message->showError(stored.error().message);
                    return;
                }
                m_message->showInfo(addedWords(*stored));
                Q_EMIT m_workspace.runsChanged();
            });
}

void BenchPage::saveState()
{
    QSettings &settings = m_workspace.settings();
    settings.setValue(QStringLiteral("bench/splitter"), m_splitter->saveState());
    settings.setValue(QStringLiteral("bench/right"), m_right->saveState());
    settings.setValue(QStringLiteral("bench/preset"), m_preset->currentData());
    settings.setValue(QStringLiteral("bench/threads"), m_threads->value());
    settings.setValue(QStringLiteral("bench/budget"), m_budget->value());
}

void BenchPage::restoreState()
{
    const QSettings &settings = m_workspace.settings();
    m_splitter->restoreState(settings.value(QStringLiteral("bench/splitter")).toByteArray());
    m_right->restoreState(settings.value(QStringLiteral("bench/right")).toByteArray());
    m_preset->setCurrentIndex(std::max(
            0, m_preset->findData(settings.value(QStringLiteral("bench/preset")).toString())));
    m_threads->setValue(settings.value(QStringLiteral("bench/threads")).toInt());
    m_budget->setValue(settings.value(QStringLiteral("bench/budget")).toInt());
}

void BenchPage::themeChanged()
{
    m_result->rebuild();
}

void BenchPage::retranslateUi()
{
    const QStringList names{tr("Device"), tr("Preset"), tr("Threads"), tr("Budget")};
    int number = 0;
    for (QWidget *field :
         std::initializer_list<QWidget *>{m_device, m_preset, m_threads, m_budget}) {
        m_names[number]->setText(names[number]);
        field->setAccessibleName(names[number]);
        ++number;
    }
    for (int i = 0; i < m_device->count(); ++i) {
        const QString name = m_device->itemData(i, Qt::ToolTipRole).toString();
        const QString id = Wording::device(m_device->itemData(i).toString());
        m_device->setItemText(i, name.isEmpty()
                                         ? id
                                         : tr("%1: %2", "device, its name")
                                                   .arg(id, shown(compare::machineWords(name))));
    }
    for (int i = 0; i < m_preset->count(); ++i) {
        m_preset->setItemText(i, Wording::preset(m_preset->itemData(i).toString()));
    }
    m_preset->setToolTip(tr("Problem size: small takes seconds, large fits a GPU"));
    m_threads->setSpecialValueText(tr("automatic"));
    m_budget->setSpecialValueText(tr("automatic"));
    m_budget->setSuffix(QStringLiteral(" s"));
    m_threads->setToolTip(
            tr("Threads of each kernel; 0 uses all cores but one, which is left to the system"));
    m_budget->setToolTip(
            tr("Longest time a kernel may take, in seconds; 0 leaves it to the preset"));
    setTexts(m_run, tr("Measure"), tr("Measure the selected kernels or families (Enter)"));
    setTexts(m_sweep, tr("Size sweep"), tr("Measure over growing problem sizes"));
    setTexts(m_certify, tr("Certify this machine"),
             tr("Compares identical code with itself, many times: shows how small a difference "
                "can be trusted here. Takes about two minutes."));
    setTexts(m_import, tr("Import results…"),
             tr("Bring in a bundle of another machine, or JSON of Google Benchmark, llama-bench or "
                "nvbench"));
    setTexts(m_cancel, tr("Cancel all"), tr("Stop the running measurement and empty the queue"));
    setTexts(m_clear, tr("Clear finished"),
             tr("Take finished measurements off this list; they stay "
                "in the library"));
    m_noKernels->setTexts(tr("No kernels in this build"),
                          tr("This build of Touchstone carries no reference kernels."));
    m_tree->setAccessibleName(tr("Kernels by family"));
    m_table->setAccessibleName(tr("Queue of measurements"));
    m_kernels.languageChanged();
    m_queueModel.languageChanged();
    updateTexts();
}

void BenchPage::updateTexts()
{
    const auto &items = m_queue.items();
    const int open = int(std::count_if(items.begin(), items.end(), [](const BenchItem &item) {
        return item.state != BenchItem::State::Done;
    }));
    m_queueTitle->setText(m_certifyJob != 0 ? tr("Queue: waits until this machine is certified")
                          : items.isEmpty() ? tr("Queue empty")
                                            : tr("Queue: %n to do", nullptr, open));
    m_cancel->setEnabled(open > 0 || m_certifyJob != 0);
    m_clear->setEnabled(open < items.size());
    const bool chosen = m_tree->selectionModel()->hasSelection();
    m_run->setEnabled(chosen);
    m_sweep->setEnabled(chosen);
    m_certify->setEnabled(m_certifyJob == 0 && open == 0);
}

}  // namespace touchstone::ui
