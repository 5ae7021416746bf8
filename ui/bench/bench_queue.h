// A queue of kernels, measured one after the other, each in a separate worker process. Each result
// is stored in the library as soon as it is complete.
#pragma once

#include "measure/bench_client.h"
#include "ui/common/workspace.h"

#include <filesystem>

namespace touchstone::ui {

struct BenchItem {
    enum class State { Waiting, Running, Done };
    quint64 id = 0;
    QString kernel, preset, device;
    int threads = 0;           // 0: all cores but one
    double budgetSeconds = 0;  // 0: the default of the preset
    bool sweep = false;
    State state = State::Waiting;
    QString stage;
    double fraction = 0;
    int rounds = 0, kept = 0;
    std::optional<double> ratio, low, high;  // live interval
    std::optional<measure::KernelResult> result;
    measure::Facts environment;
    Text problem;  // why there is no result, or why it was not stored
};

class BenchQueue : public QObject {
    Q_OBJECT
public:
    explicit BenchQueue(Workspace &workspace, QObject *parent = nullptr);

    // The program that measures; default: touchstone-bench in the folder of the executable.
    void setProgram(const std::filesystem::path &program) { m_program = program; }
    const std::filesystem::path &program() const { return m_program; }

    void add(const BenchItem &wanted);  // assigns id and state
    void cancel(int row);               // removes a waiting item, stops a running one
    void cancelAll();
    void clearDone();
    const QVector<BenchItem> &items() const { return m_items; }
    bool busy() const;
    void setHeld(bool held);  // held: no further item is started

Q_SIGNALS:
    void inserted(int row);
    void aboutToReset();
    void wasReset();
    void changed(int row);
    void finished(int row);

private:
    struct Outcome {
        measure::KernelResult result;
        measure::Facts environment;
        std::optional<Error> notStored;
    };
    static Result<Outcome> measureOne(const BenchItem &item, const std::filesystem::path &program,
                                      const QString &database, const JobContext &context,
                                      const std::function<void(const measure::BenchEvent &)> &live);
    int rowOf(quint64 id) const;
    void startNext();
    void live(quint64 id, const measure::BenchEvent &event);
    void done(quint64 id, Result<Outcome> outcome);

    Workspace &m_workspace;
    std::filesystem::path m_program;
    QVector<BenchItem> m_items;
    quint64 m_last = 0;
    JobId m_job = 0;
    bool m_held = false;
};

}  // namespace touchstone::ui
