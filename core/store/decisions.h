// A person's decisions, laid over what was extracted. Private to this folder.
#pragma once

#include "library/report.h"
#include "store/sql.h"

namespace touchstone::store {

// Applies confirmations, edits, rejections and technique choices to an appearance of the paper.
void applyDecisions(Connection &connection, const QString &paperId, ReportPaper &paper);
Claim decided(Connection &connection, Claim extracted);

}  // namespace touchstone::store
