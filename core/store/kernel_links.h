// Which kernels of the vocabulary speak for a paper, and what they measured. Private to this
// folder.
#pragma once

#include "library/vocabulary.h"
#include "store/appearance.h"

namespace touchstone::store {

struct PaperKernels {
    QStringList ids;
    std::optional<Grade> grade;      // the best of its claims
    std::optional<double> measured;  // figure of the best graded kernel that has one
};

// Rewrites the rows of paper_kernel of one paper.
PaperKernels linkKernels(Connection &connection, qint64 paper,
                         const QVector<StoredAppearance> &appearances);

// Papers linked to these kernels.
QVector<qint64> papersOfKernels(Connection &connection, const QStringList &kernels);

// When kernels.json differs from the one that the links were made with: links every paper named in
// it or linked before anew. Returns whether anything was to be done.
bool relinkIsDue(Connection &connection);
void relinkKernels(Connection &connection);

}  // namespace touchstone::store
