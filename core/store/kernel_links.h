// Which kernels of the vocabulary name a paper. Private to this folder.
#pragma once

#include "store/appearance.h"

#include <functional>

namespace touchstone::store {

// Rewrites the rows of paper_kernel of one paper; the kernels that name one of the places where it
// appears.
QStringList linkKernels(Connection &connection, qint64 paper,
                        const QVector<StoredAppearance> &appearances);

// Papers linked to these kernels.
QVector<qint64> papersOfKernels(Connection &connection, const QStringList &kernels);

// When kernels.json, or how the columns of a paper are derived, differs from what the library was
// written with: links again every paper that is named in it or was linked, and all papers where
// others depend on it, too. Returns whether anything was to be done.
bool relinkIsDue(Connection &connection);
// Called after each paper; may throw a Failure to stop.
using PaperDone = std::function<void(qsizetype done, qsizetype total)>;
void relinkKernels(Connection &connection, const PaperDone &paperDone);
void noteLinked(Connection &connection);  // nothing is due any more

}  // namespace touchstone::store
