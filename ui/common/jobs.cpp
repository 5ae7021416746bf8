#include "ui/common/jobs.h"

#include <algorithm>
#include <chrono>

namespace touchstone::ui {

namespace {
constexpr auto progressInterval = std::chrono::milliseconds(40);
}

JobRunner::JobRunner(QObject *parent) : QObject(parent)
{
    // Jobs mostly wait for the disk or a child process, so there may be more threads than cores.
    m_pool.setMaxThreadCount(6);
}

JobRunner::~JobRunner()
{
    for (const auto &job : std::as_const(m_jobs)) {
        job->stop.request_stop();
    }
    m_pool.waitForDone();
}

JobId JobRunner::add(const Text &name, bool visible, QObject *receiver)
{
    auto job = std::make_shared<Job>();
    job->info.id = ++m_last;
    job->info.name = name;
    job->info.visible = visible;
    job->receiver = receiver;
    m_jobs.insert(m_last, job);
    if (visible) {
        Q_EMIT changed();
    }
    return m_last;
}

void JobRunner::run(JobId id, std::function<void(const JobContext &)> body)
{
    JobContext context;
    context.stop = m_jobs.value(id)->stop.get_token();
    auto lastSent = std::make_shared<std::chrono::steady_clock::time_point>();
    context.report = [this, id, lastSent](int done, int total, const Text &step) {
        const auto now = std::chrono::steady_clock::now();
        if (now - *lastSent < progressInterval && done != total) {
            return;
        }
        *lastSent = now;
        QMetaObject::invokeMethod(
                this, [this, id, done, total, step] { progressed(id, done, total, step); },
                Qt::QueuedConnection);
    };
    context.post = [this, id](std::function<void()> note) {
        QMetaObject::invokeMethod(
                this,
                [this, id, note = std::move(note)] {
                    const auto job = m_jobs.value(id);
                    if (job && job->wanted()) {
                        note();
                    }
                },
                Qt::QueuedConnection);
    };
    m_pool.start([body = std::move(body), context] { body(context); });
}

void JobRunner::finish(JobId id, std::function<void()> deliver)
{
    QMetaObject::invokeMethod(
            this,
            [this, id, deliver = std::move(deliver)] {
                const auto job = m_jobs.take(id);
                if (job->info.visible) {
                    Q_EMIT changed();
                }
                if (job->wanted()) {
                    deliver();
                }
            },
            Qt::QueuedConnection);
}

void JobRunner::progressed(JobId id, int done, int total, const Text &step)
{
    const auto job = m_jobs.value(id);
    if (!job) {
        return;
    }
    job->info.done = done;
    job->info.total = total;
    job->info.step = step;
    if (job->info.visible) {
        Q_EMIT changed();
    }
}

void JobRunner::cancel(JobId id)
{
    if (const auto job = m_jobs.value(id)) {
        job->stop.request_stop();
    }
}

void JobRunner::drop(JobId id)
{
    if (const auto job = m_jobs.value(id)) {
        job->dropped = true;
        job->stop.request_stop();
    }
}

void JobRunner::cancelVisible()
{
    for (const auto &job : std::as_const(m_jobs)) {
        if (job->info.visible) {
            job->stop.request_stop();
        }
    }
}

QVector<JobInfo> JobRunner::visibleJobs() const
{
    QVector<JobInfo> shown;
    for (const auto &job : m_jobs) {
        if (job->info.visible) {
            shown.append(job->info);
        }
    }
    std::sort(shown.begin(), shown.end(),
              [](const JobInfo &a, const JobInfo &b) { return a.id < b.id; });
    return shown;
}

}  // namespace touchstone::ui
