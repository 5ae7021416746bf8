// Work off the GUI thread: every job has an id, may report progress, can be cancelled, and its
// result is dropped when it is no longer wanted.
#pragma once

#include "base/result.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <stop_token>

namespace touchstone::ui {

using JobId = quint64;  // 0: none

struct JobInfo {
    JobId id = 0;
    Text name;                // what the user asked for
    Text step;                // what is being done now
    int done = 0, total = 0;  // total 0: unknown
    bool visible = false;     // shown in the status bar and asked about when closing
};

// Handed to the work; callable from its thread.
struct JobContext {
    std::stop_token stop;
    std::function<void(int done, int total, const Text &step)> report;
    // Runs a note on the GUI thread, in order, as long as the receiver exists and the job was not
    // dropped.
    std::function<void(std::function<void()>)> post;
};

class JobRunner : public QObject {
    Q_OBJECT
public:
    explicit JobRunner(QObject *parent = nullptr);
    ~JobRunner() override;  // cancels everything and waits

    enum class Visibility { Background, Visible };

    // work runs on a pool thread; done runs on the GUI thread if the receiver still exists and
    // the job was not dropped.
    template <class T>
    JobId start(const Text &name, Visibility visibility, QObject *receiver,
                std::function<Result<T>(const JobContext &)> work,
                std::function<void(Result<T>)> done)
    {
        const JobId id = add(name, visibility == Visibility::Visible, receiver);
        run(id,
            [this, id, work = std::move(work), done = std::move(done)](const JobContext &context) {
                auto result = std::make_shared<Result<T>>(work(context));
                finish(id, [result, done] { done(std::move(*result)); });
            });
        return id;
    }

    void cancel(JobId id);  // the job ends soon; its result is delivered (usually Cancelled)
    void drop(JobId id);    // cancels, and its result is never delivered
    void cancelVisible();
    QVector<JobInfo> visibleJobs() const;  // oldest first

Q_SIGNALS:
    void changed();  // a visible job started, progressed or ended

private:
    struct Job {
        JobInfo info;
        std::stop_source stop;
        QPointer<QObject> receiver;
        bool dropped = false;

        bool wanted() const { return receiver && !dropped; }
    };
    JobId add(const Text &name, bool visible, QObject *receiver);
    void run(JobId id, std::function<void(const JobContext &)> body);
    void finish(JobId id, std::function<void()> deliver);  // from the pool thread
    void progressed(JobId id, int done, int total, const Text &step);

    QThreadPool m_pool;
    QHash<JobId, std::shared_ptr<Job>> m_jobs;
    JobId m_last = 0;
};

// At most one job per purpose ("the rows of this table"): starting a new one drops the older one.
class LatestJob {
public:
    explicit LatestJob(JobRunner &runner) : m_runner(runner) {}
    ~LatestJob() { drop(); }
    LatestJob(const LatestJob &) = delete;
    LatestJob &operator=(const LatestJob &) = delete;

    template <class T>
    void start(QObject *receiver, std::function<Result<T>(const JobContext &)> work,
               std::function<void(Result<T>)> done)
    {
        drop();
        m_id = m_runner.start<T>({}, JobRunner::Visibility::Background, receiver, std::move(work),
                                 [this, done = std::move(done)](Result<T> result) {
                                     m_id = 0;
                                     done(std::move(result));
                                 });
    }
    void drop()
    {
        if (m_id) {
            m_runner.drop(m_id);
        }
        m_id = 0;
    }
    bool running() const { return m_id != 0; }

private:
    JobRunner &m_runner;
    JobId m_id = 0;
};

}  // namespace touchstone::ui
