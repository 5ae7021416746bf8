// Which kernels of the vocabulary answer claims of a paper, and their figures. Private to this
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

// Rewrites the rows of paper_kernel of one paper. shown: with the decisions of people. The figure
// of a kernel is that of the best graded claim it answers, as the comparison shows it.
PaperKernels linkKernels(Connection &connection, qint64 paper,
                         const QVector<StoredAppearance> &appearances, const ReportPaper &shown);

// Papers linked to these kernels.
QVector<qint64> papersOfKernels(Connection &connection, const QStringList &kernels);

// When kernels.json differs from the one that the links were made with: links again every paper
// that is named in it or was linked. Returns whether anything was to be done.
bool relinkIsDue(Connection &connection);
void relinkKernels(Connection &connection);

}  // namespace touchstone::store
