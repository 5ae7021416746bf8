// Every stored run of the kernels of a paper, and what each of them, and each machine, says of its
// claims.
#pragma once

#include "compare/comparison.h"
#include "store/store.h"

namespace touchstone::ui {

struct PaperRuns {
    using Rows = QVector<compare::ComparisonRow>;  // one a claim
    struct Run {
        QString id, machine, kernel, device, preset, at;
        int threads = 1;
        bool pinned = false;
        measure::RunStatus status = measure::RunStatus::Ok;
        Rows rows;  // from this run alone
    };
    struct Machine {
        QString id, name;
        int runs = 0;
        Rows rows;  // from the runs of this machine alone
    };
    QVector<Run> runs;          // newest first
    QVector<Machine> machines;  // the one with the newest run first
    QVector<Claim> claims;      // that a kernel answers
};

Result<PaperRuns> readPaperRuns(store::Store &store, const QString &paperId);

// The row of a claim; nullptr: none.
const compare::ComparisonRow *rowOf(const PaperRuns::Rows &rows, const QString &claimId);

}  // namespace touchstone::ui
