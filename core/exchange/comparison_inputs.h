// What compare needs, read from the store: the one place where both meet.
#pragma once

#include "compare/comparison.h"
#include "store/store.h"

namespace touchstone::exchange {

struct ComparisonInputs {
    QVector<compare::PaperInput> papers;
    QVector<compare::RunInput> runs;  // newest first
};

// Papers that the query selects, in its order, and every stored run. Rejected claims are left out.
Result<ComparisonInputs> loadComparison(const store::Store &store, const store::PaperQuery &query);
// The same for papers by id, in the given order; an unknown id is an error that names it.
Result<ComparisonInputs> loadComparison(const store::Store &store, const QStringList &paperIds);

}  // namespace touchstone::exchange
