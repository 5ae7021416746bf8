// What the pages share: the library file, the jobs, the settings, and requests of one page to
// another (show this paper, measure these kernels, compare these papers).
#pragma once

#include "store/store.h"
#include "ui/common/jobs.h"
#include "ui/common/library_watch.h"

#include <QSettings>

#include <vector>

namespace touchstone::ui {

class Workspace : public QObject {
    Q_OBJECT
public:
    // settingsPath: an INI file, created when missing.
    Workspace(const QString &databasePath, const QString &settingsPath, QObject *parent = nullptr);

    ~Workspace() override;

    const QString &databasePath() const { return m_databasePath; }
    QSettings &settings() { return m_settings; }
    JobRunner &jobs() { return m_jobs; }
    LibraryWatch &watch() { return m_watch; }

    // Opens the library on the calling (pool) thread and runs use(store) on it; a stop request
    // interrupts the running query. opening: how far an update of the library is, see Store::open.
    template <class T>
    static Result<T> withStore(const QString &path, store::OpenMode mode,
                               const std::stop_token &stop,
                               const std::function<Result<T>(store::Store &)> &use,
                               const store::Store::Progress &opening = {})
    {
        auto opened = store::Store::open(path, mode, stop, opening);
        if (!opened) {
            return passOn(opened.error());
        }
        store::Store &store = **opened;
        const std::stop_callback interrupt(stop, [&store] { store.interrupt(); });
        if (stop.stop_requested()) {
            return cancelled();
        }
        return use(store);
    }

    // Reads in the background; a newer read through the same LatestJob drops this one.
    template <class T>
    void read(LatestJob &job, QObject *receiver, std::function<Result<T>(store::Store &)> use,
              std::function<void(Result<T>)> done)
    {
        job.start<T>(
                receiver,
                [path = m_databasePath, use = std::move(use)](const JobContext &context) {
                    return withStore<T>(path, store::OpenMode::ReadOnly, context.stop, use);
                },
                std::move(done));
    }

    // Writes in the background; never dropped. While the papers are indexed again, which only one
    // writer can do, it waits for that.
    template <class T>
    void write(QObject *receiver, std::function<Result<T>(store::Store &)> use,
               std::function<void(Result<T>)> done)
    {
        const auto start = [this, receiver = QPointer<QObject>(receiver), use = std::move(use),
                            done = std::move(done)] {
            m_jobs.start<T>(
                    {}, JobRunner::Visibility::Background, receiver,
                    [path = m_databasePath, use](const JobContext &) {
                        return withStore<T>(path, store::OpenMode::ReadWrite, {}, use);
                    },
                    [this, done](Result<T> result) {
                        m_watch.expected();
                        done(std::move(result));
                    });
        };
        if (m_indexing) {
            m_waitingWrites.emplace_back(start);
            Q_EMIT writeWaits();
        } else {
            start();
        }
    }

    // All papers are being indexed again: the library can be read as it was before.
    bool isIndexing() const { return m_indexing; }
    void setIndexing(bool on);

Q_SIGNALS:
    void indexingChanged();
    void writeWaits();  // a change of the user, for the end of the indexing
    // Imported, undone, or a technique changed; also by another process.
    void papersChanged();
    void claimsChanged(const QString &paperId);  // a decision of the user
    void runsChanged();

    void paperWanted(const QString &paperId, const QString &claimId, const QString &runId);
    // With this preset; "" = the one that is chosen on the bench.
    void measurementWanted(const QStringList &kernelIds, const QString &preset);
    void comparisonWanted(const QStringList &paperIds, const QString &kernelId);
    void importWanted(const QStringList &paths);
    void reportWanted(const QString &date);       // its papers; "2025-09-24"
    void paperTitleWanted(const QString &title);  // as a kernel names its paper
    void pageWanted(const QString &pageName);     // "library", "compare", "bench", "reports"
    // The meaning of words: "verdicts", "grades", "flags", "certificate".
    void helpWanted(const QString &topic);

private:
    void startWaitingWrites();

    QString m_databasePath;
    QSettings m_settings;
    JobRunner m_jobs;
    LibraryWatch m_watch;
    bool m_indexing = false;
    std::vector<std::function<void()>> m_waitingWrites;
};

}  // namespace touchstone::ui
