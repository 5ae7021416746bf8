// What compare needs, read from the store: the one place where both meet.
#pragma once

#include "compare/comparison.h"
#include "store/store.h"

namespace touchstone::exchange {

struct ComparisonInputs {
    QVector<compare::PaperInput> papers;
    QVector<compare::RunInput> runs;  // newest first, without samples
    QVector<store::BadRun> bad;       // stored runs that cannot be read
};

// What to tell a person about a run that was left out.
Text leftOut(const store::BadRun &run);

// Papers by id, in the given order, without their rejected claims; an unknown id is an error that
// names it.
Result<QVector<compare::PaperInput>> loadPapers(const store::Store &store,
                                                const QStringList &paperIds);
// Compared: those that can be compared with a claim (store::RunQuery::comparedOnly). All: a history
// has the earlier ones too.
enum class Runs { Compared, All };

// Papers that the query selects, in its order, and the stored runs. Rejected claims are left out.
Result<ComparisonInputs> loadComparison(const store::Store &store, const store::PaperQuery &query,
                                        Runs runs = Runs::Compared);
// The same for papers by id, in the given order; an unknown id is an error that names it.
Result<ComparisonInputs> loadComparison(const store::Store &store, const QStringList &paperIds,
                                        Runs runs = Runs::Compared);
// The row of a claim that a kernel answers, with the kernel and the preset to run; an error says
// why there is none: an unknown claim, no kernel, or a claim that cannot be measured here.
Result<compare::ComparisonRow> rowOfClaim(const store::Store &store, const QString &claimId);
// Every stored run and no papers.
Result<ComparisonInputs> loadRuns(const store::Store &store);

}  // namespace touchstone::exchange
