#include "ui_test.h"

#include "ui/common/jobs.h"

#include <QThread>

using namespace touchstone;
using namespace touchstone::ui;

class TestJobs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void workRunsElsewhereAndTheResultArrivesHere();
    void staleResultIsDropped();
    void cancelReachesTheWorkAndIsDelivered();
    void progressIsShownOnlyForVisibleJobs();
    void nothingIsDeliveredToAReceiverThatIsGone();
};

void TestJobs::workRunsElsewhereAndTheResultArrivesHere()
{
    JobRunner runner;
    QThread *worker = nullptr, *receiver = nullptr;
    int got = 0;
    runner.start<int>(
            {}, JobRunner::Visibility::Background, this,
            [&](const JobContext &) -> Result<int> {
                worker = QThread::currentThread();
                return 42;
            },
            [&](const Result<int> &result) {
                receiver = QThread::currentThread();
                got = *result;
            });
    QTRY_COMPARE_WITH_TIMEOUT(got, 42, patience);
    QCOMPARE(receiver, QThread::currentThread());
    QVERIFY(worker != receiver);
}

void TestJobs::staleResultIsDropped()
{
    JobRunner runner;
    LatestJob latest(runner);
    QStringList got;
    const auto ask = [&](const QString &name, bool slow) {
        latest.start<QString>(
                this,
                [name, slow](const JobContext &context) -> Result<QString> {
                    while (slow && !context.stop.stop_requested())
                        QThread::msleep(1);
                    return name;
                },
                [&](const Result<QString> &result) { got.append(*result); });
    };
    ask(QStringLiteral("old"), true);
    ask(QStringLiteral("new"), false);
    QTRY_COMPARE_WITH_TIMEOUT(got.size(), 1, patience);
    QTest::qWait(50);
    QCOMPARE(got, QStringList{QStringLiteral("new")});
    QVERIFY(!latest.running());
}

void TestJobs::cancelReachesTheWorkAndIsDelivered()
{
    JobRunner runner;
    bool wasCancelled = false;
    const JobId id = runner.start<int>(
            text("waiting", "等待"), JobRunner::Visibility::Visible, this,
            [](const JobContext &context) -> Result<int> {
                while (!context.stop.stop_requested())
                    QThread::msleep(1);
                return cancelled();
            },
            [&](const Result<int> &result) {
                wasCancelled = !result && result.error().cancelled();
            });
    QCOMPARE(runner.visibleJobs().size(), 1);
    runner.cancel(id);
    QTRY_VERIFY_WITH_TIMEOUT(wasCancelled, patience);
    QVERIFY(runner.visibleJobs().isEmpty());
}

void TestJobs::progressIsShownOnlyForVisibleJobs()
{
    JobRunner runner;
    QSignalSpy changed(&runner, &JobRunner::changed);
    bool done = false;
    const auto work = [](const JobContext &context) -> Result<int> {
        context.report(3, 3, text("third", "第三"));
        return 1;
    };
    runner.start<int>({}, JobRunner::Visibility::Background, this, work,
                      [&](const Result<int> &) { done = true; });
    QTRY_VERIFY_WITH_TIMEOUT(done, patience);
    QCOMPARE(changed.count(), 0);
    int seen = 0;
    connect(&runner, &JobRunner::changed, this, [&] {
        for (const JobInfo &job : runner.visibleJobs())
            seen = std::max(seen, job.done);
    });
    done = false;
    runner.start<int>({}, JobRunner::Visibility::Visible, this, work,
                      [&](const Result<int> &) { done = true; });
    QTRY_VERIFY_WITH_TIMEOUT(done, patience);
    QCOMPARE(seen, 3);
}

void TestJobs::nothingIsDeliveredToAReceiverThatIsGone()
{
    bool delivered = false;
    {
        JobRunner runner;
        auto receiver = std::make_unique<QObject>();
        std::atomic<bool> go = false;
        runner.start<int>(
                {}, JobRunner::Visibility::Visible, receiver.get(),
                [&](const JobContext &) -> Result<int> {
                    while (!go)
                        QThread::msleep(1);
                    return 1;
                },
                [&](const Result<int> &) { delivered = true; });
        receiver.reset();
        go = true;
        QTRY_VERIFY_WITH_TIMEOUT(runner.visibleJobs().isEmpty(), patience);
    }
    QVERIFY(!delivered);
}

QTEST_MAIN(TestJobs)
#include "test_jobs.moc"
