// Everything the inspector shows of one paper, read in one go.
#pragma once

#include "compare/comparison.h"
#include "store/store.h"

namespace touchstone::ui {

struct PaperFile {
    store::PaperDetail detail;
    QVector<compare::ComparisonRow> rows;  // one a claim that is not rejected
    QStringList kernels;                   // bundled kernels of this paper
    // Kernel and what it measured here, where none of its runs stands beside a claim.
    QVector<std::pair<QString, QVector<compare::Measured>>> withoutClaim;
    QVector<Text> unreadable;  // runs of these kernels that are left out, and why
};

Result<PaperFile> readPaperFile(store::Store &store, const QString &paperId);

}  // namespace touchstone::ui
