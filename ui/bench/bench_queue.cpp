#include "ui/bench/bench_queue.h"

#include "ui/common/wording.h"

#include <algorithm>

namespace touchstone::ui {

BenchQueue::BenchQueue(Workspace &workspace, QObject *parent)
    : QObject(parent), m_workspace(workspace), m_program(measure::defaultBenchProgram())
{
}

int BenchQueue::rowOf(quint64 id) const
{
    for (int row = 0; row < m_items.size(); ++row) {
        if (m_items[row].id == id) {
            return row;
        }
    }
    return -1;
}

bool BenchQueue::busy() const
{
    return std::any_of(m_items.begin(), m_items.end(),
                       [](const BenchItem &item) { return item.state != BenchItem::State::Done; });
}

void BenchQueue::add(const BenchItem &wanted)
{
    const auto waitsAlready = [&wanted](const BenchItem &item) {
        return item.state == BenchItem::State::Waiting && item.kernel == wanted.kernel
               && item.preset == wanted.preset && item.device == wanted.device
               && item.threads == wanted.threads && item.budgetSeconds == wanted.budgetSeconds
               && item.sweep == wanted.sweep;
    };
    if (std::any_of(m_items.cbegin(), m_items.cend(), waitsAlready)) {
        return;
    }
    BenchItem item = wanted;
    item.id = ++m_last;
    item.state = BenchItem::State::Waiting;
    m_items.append(item);
    Q_EMIT inserted(int(m_items.size()) - 1);
    startNext();
}

void BenchQueue::cancel(int row)
{
    if (row < 0 || row >= m_items.size()) {
        return;
    }
    if (m_items[row].state == BenchItem::State::Running) {
        m_workspace.jobs().cancel(m_job);
    } else if (m_items[row].state == BenchItem::State::Waiting) {
        Q_EMIT aboutToReset();
        m_items.removeAt(row);
        Q_EMIT wasReset();
    }
}

void BenchQueue::cancelAll()
{
    Q_EMIT aboutToReset();
    m_items.removeIf([](const BenchItem &item) { return item.state == BenchItem::State::Waiting; });
    Q_EMIT wasReset();
    m_workspace.jobs().cancel(m_job);
}

void BenchQueue::clearDone()
{
    Q_EMIT aboutToReset();
    m_items.removeIf([](const BenchItem &item) { return item.state == BenchItem::State::Done; });
    Q_EMIT wasReset();
}

void BenchQueue::setHeld(bool held)
{
    m_held = held;
    if (!held) {
        startNext();
    }
}

void BenchQueue::startNext()
{
    if (m_job || m_held) {
        return;
    }
    const auto next = std::find_if(m_items.begin(), m_items.end(), [](const BenchItem &item) {
        return item.state == BenchItem::State::Waiting;
    });
    if (next == m_items.end()) {
        return;
    }
    next->state = BenchItem::State::Running;
    const BenchItem item = *next;
    const KernelText *kernel = Vocabulary::bundled().kernel(item.kernel);
    const std::string id = item.kernel.toStdString();
    const Text name = kernel ? text("Measuring {0}", "正在测量 {0}", kernel->name.en)
                             : text("Measuring {0}", "正在测量 {0}", id);
    const Text named{name.en, kernel ? text("", "正在测量“{0}”", kernel->name.zh).zh : name.zh};
    m_job = m_workspace.jobs().start<Outcome>(
            named, JobRunner::Visibility::Visible, this,
            [this, item, program = m_program,
             database = m_workspace.databasePath()](const JobContext &context) {
                return measureOne(item, program, database, context,
                                  [this, &context, id = item.id](const measure::BenchEvent &event) {
                                      context.report(int(event.fraction * 1000), 1000, {});
                                      context.post([this, id, event] { live(id, event); });
                                  });
            },
            [this, id = item.id](Result<Outcome> outcome) { done(id, std::move(outcome)); });
    Q_EMIT changed(rowOf(item.id));
}

// Runs on a pool thread, so it must not access the queue.
Result<BenchQueue::Outcome>
BenchQueue::measureOne(const BenchItem &item, const std::filesystem::path &program,
                       const QString &database, const JobContext &context,
                       const std::function<void(const measure::BenchEvent &)> &live)
{
    measure::BenchRequest request;
    request.kernels = {item.kernel.toStdString()};
    request.preset = item.preset.toStdString();
    request.device = item.device.toStdString();
    request.threads = item.threads;
    request.budgetSeconds = item.budgetSeconds;
    request.sweep = item.sweep;
    auto bundle = measure::runBench(request, live, context.stop, program);
    if (!bundle) {
        return passOn(bundle.error());
    }
    if (bundle->results.empty()) {
        return fail(ErrorCode::Internal, "the worker gave no result for {0}",
                    "工作程序没有给出 {0} 的结果", item.kernel.toStdString());
    }
    Outcome outcome{bundle->results.front(), bundle->environment, std::nullopt};
    for (const auto &[name, value] : bundle->machine.facts) {
        outcome.environment.emplace(name, value);
    }
    // A cancelled run is stored too, with what was measured until then.
    const auto stored = Workspace::withStore<store::StoredBundle>(
            database, store::OpenMode::ReadWrite, {},
            [&bundle](store::Store &store) { return store.addBundle(*bundle); });
    if (!stored) {
        outcome.notStored = stored.error();
    }
    return outcome;
}

void BenchQueue::live(quint64 id, const measure::BenchEvent &event)
{
    const int row = rowOf(id);
    if (row < 0) {
        return;
    }
    BenchItem &item = m_items[row];
    item.stage = QString::fromStdString(event.stage);
    item.fraction = event.fraction;
    item.rounds = event.rounds;
    item.kept = event.kept;
    if (event.ratio) {
        item.ratio = event.ratio;
        item.low = event.low;
        item.high = event.high;
    }
    Q_EMIT changed(row);
}

void BenchQueue::done(quint64 id, Result<Outcome> outcome)
{
    m_job = 0;
    const int row = rowOf(id);
    if (row >= 0) {
        BenchItem &item = m_items[row];
        item.state = BenchItem::State::Done;
        item.fraction = 1;
        if (outcome) {
            item.environment = outcome->environment;
            if (outcome->notStored) {
                item.problem = outcome->notStored->message;
            }
            for (const measure::RatioResult &ratio : outcome->result.ratios) {
                if (ratio.shape.empty()) {
                    item.ratio = ratio.ratio;
                    item.low = ratio.low;
                    item.high = ratio.high;
                    break;
                }
            }
            item.result = std::move(outcome->result);
        } else {
            item.problem = outcome.error().message;
        }
        Q_EMIT changed(row);
        Q_EMIT finished(row);
    }
    Q_EMIT m_workspace.runsChanged();
    startNext();
}

}  // namespace touchstone::ui
