// Results of measurements as rows, and back. Private to this folder.
#pragma once

#include "measure/results/ratio_for.h"
#include "store/queries.h"
#include "store/sql.h"

namespace touchstone::store {

// Bundles are merged by it: the run is already there when its id and machine are; Other: but with
// other content.
enum class AddedRun { New, Same, Other };
AddedRun addRun(Connection &connection, const QString &machine,
                const measure::KernelResult &result);

// Fills the rows of runs that were stored before there were rows. A result that cannot be read is
// kept with the reason.
void fillRunRows(Connection &connection);

// Newest first; typed values without samples, and the runs that cannot be read by name.
StoredResults readResults(Connection &connection, const RunQuery &query);
// Newest first, with their samples.
StoredResults readWholeResults(Connection &connection, const RunQuery &query);
QVector<RunRow> readRunRows(Connection &connection, const RunQuery &query);

// For measure::ratioFor; keeps pointers into runs.
std::vector<measure::Candidate> candidatesOf(const QVector<StoredRun> &runs);

}  // namespace touchstone::store
