// A person's decisions, laid over what was extracted. Private to this folder.
#pragma once

#include "library/report.h"
#include "store/sql.h"

namespace touchstone::store {

// Adds the claims that a person added, then applies confirmations, edits, rejections, technique
// choices, links, notes and tags to an appearance of the paper.
void applyDecisions(Connection &connection, const QString &paperId, ReportPaper &paper);
Claim decided(Connection &connection, Claim extracted);
// Refuses a figure that is no finite number and a factor that is not above 0.
void requireFinite(const Claim &claim);

}  // namespace touchstone::store
