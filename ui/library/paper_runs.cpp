#include "ui/library/paper_runs.h"

#include "exchange/comparison_inputs.h"
#include "ui/common/kernel_lookup.h"

#include <algorithm>

namespace touchstone::ui {

namespace {

// Those that the paper's kernels measured, also those that no comparison would choose.
Result<QVector<compare::RunInput>> allRuns(store::Store &store, const QStringList &kernels)
{
    QVector<compare::RunInput> runs;
    for (const QString &kernel : kernels) {
        store::RunQuery query;
        query.kernel = kernel;
        auto stored = store.results(query);
        if (!stored) {
            return passOn(stored.error());
        }
        for (store::StoredRun &run : stored->runs) {
            runs.append({run.id, run.machine, run.at, std::move(run.result), {}, run.pinned});
        }
    }
    std::stable_sort(runs.begin(), runs.end(),
                     [](const auto &a, const auto &b) { return a.at > b.at; });
    return runs;
}

PaperRuns::Run aloneOf(const compare::RunInput &run, const QVector<compare::PaperInput> &papers)
{
    return {run.runId,
            run.machine,
            QString::fromStdString(run.result.kernel),
            QString::fromStdString(run.result.device),
            QString::fromStdString(run.result.preset),
            run.at,
            run.result.threads,
            run.pinned,
            run.result.status,
            compare::compareClaims(papers, {run}, Vocabulary::bundled())};
}

}  // namespace

Result<PaperRuns> readPaperRuns(store::Store &store, const QString &paperId)
{
    const auto detail = store.paper(paperId);
    if (!detail) {
        return passOn(detail.error());
    }
    const auto papers = exchange::loadPapers(store, QStringList{paperId});
    if (!papers) {
        return passOn(papers.error());
    }
    const auto runs = allRuns(store, kernelsOf(*detail));
    if (!runs) {
        return passOn(runs.error());
    }
    const auto machines = store.machines();
    if (!machines) {
        return passOn(machines.error());
    }
    PaperRuns out;
    QStringList ids;
    for (const compare::RunInput &run : *runs) {
        out.runs.append(aloneOf(run, *papers));
        if (!ids.contains(run.machine)) {
            ids.append(run.machine);
        }
    }
    for (const QString &id : std::as_const(ids)) {
        const auto own = compare::selectRuns(*runs, {id, {}, {}});
        out.machines.append({id, store::nameOf(*machines, id), int(own.size()),
                             compare::compareClaims(*papers, own, Vocabulary::bundled())});
    }
    for (const compare::ComparisonRow &row :
         compare::compareClaims(*papers, *runs, Vocabulary::bundled())) {
        if (!row.kernel.isEmpty() && row.answer != compare::Answer::NotMeasurable) {
            out.claims.append(row.claim);
        }
    }
    return out;
}

const compare::ComparisonRow *rowOf(const PaperRuns::Rows &rows, const QString &claimId)
{
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&](const auto &row) { return row.claim.id == claimId; });
    return found == rows.end() ? nullptr : &*found;
}

}  // namespace touchstone::ui
