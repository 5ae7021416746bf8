// Measure kernels on this machine: choose, queue, watch, read the result; certify the machine.
#pragma once

#include "measure/bench_client.h"
#include "ui/bench/bench_queue.h"
#include "ui/bench/kernel_model.h"
#include "ui/bench/queue_model.h"
#include "ui/common/translated.h"

class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QSplitter;
class QStackedWidget;
class QTableView;
class QTreeView;

namespace touchstone::ui {

class EmptyState;
class MessageStrip;
class ResultView;

class BenchPage : public Translated<QWidget> {
    Q_OBJECT
public:
    explicit BenchPage(Workspace &workspace, QWidget *parent = nullptr);

    QWidget *header() const { return m_header; }
    BenchQueue &queue() { return m_queue; }
    // Queues kernels with the current options and selects the first of them.
    void measure(const QStringList &kernelIds, const QString &preset = {});  // "": as chosen
    // A machine without a certificate gets a quick one before its first measurement.
    void setFirstUse(bool first) { m_firstUse = first; }
    // quick: about 20 seconds, otherwise two minutes. Measurements wait meanwhile.
    void certify(bool quick);
    // Adds result files of another machine or tool to the library.
    void importResults(const QStringList &paths);
    void chooseResults();  // asks for the files
    void cancelAll();
    bool isMeasuring() const;
    bool canCertify() const;
    int threads() const;  // of a measurement; 0: automatic
    void setThreads(int threads);
    void setKernelStates(const TestableClaims &testable);  // badges in the list of kernels
    void saveState();
    void restoreState();
    void themeChanged();

Q_SIGNALS:
    void certified(const touchstone::measure::Certificate &certificate);

protected:
    void retranslateUi() override;
    void showEvent(QShowEvent *event) override;

private:
    void buildHeader();
    QWidget *buildSettings();
    QWidget *kernelPanel();
    QWidget *queuePanel();
    void buildBody();
    void connectAll();
    void findDevices();
    void measureSelected(bool sweep);
    void selectionChanged();
    void updateTexts();

    Workspace &m_workspace;
    LatestJob m_devicesJob;
    BenchQueue m_queue;
    QueueModel m_queueModel;
    KernelModel m_kernels;
    bool m_devicesKnown = false;
    JobId m_certifyJob = 0;
    bool m_firstUse = false;

    QWidget *m_header;
    QComboBox *m_device, *m_preset;
    QSpinBox *m_threads, *m_budget;
    QLabel *m_names[4];
    QPushButton *m_run, *m_sweep, *m_certify, *m_cancel, *m_clear, *m_import;
    MessageStrip *m_message;
    QSplitter *m_splitter, *m_right;
    QStackedWidget *m_left;
    QTreeView *m_tree;
    EmptyState *m_noKernels;
    QLabel *m_queueTitle;
    QTableView *m_table;
    ResultView *m_result;
};

}  // namespace touchstone::ui
