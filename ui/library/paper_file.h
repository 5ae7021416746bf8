// Everything the inspector shows of one paper, read in one transaction.
#pragma once

#include "compare/comparison.h"
#include "store/store.h"

namespace touchstone::ui {

struct PaperFile {
    store::PaperDetail detail;
    QVector<compare::ComparisonRow> rows;  // one per claim that is not rejected
    QStringList kernels;                   // bundled kernels of this paper
    // The smallest preset that answers all claims that are not answered yet, or else all that the
    // kernels answer; "" when they answer none.
    QString preset;
    // Kernels with a run but without a comparison to a claim, and what they measured.
    QVector<std::pair<QString, QVector<compare::Measured>>> withoutClaim;
    QVector<Text> unreadable;  // runs of these kernels that are left out, and why
};

Result<PaperFile> readPaperFile(store::Store &store, const QString &paperId);

}  // namespace touchstone::ui
