// What a person says of a paper: its links, a note, tags. Private to this folder.
#pragma once

#include "library/report.h"
#include "store/sql.h"

namespace touchstone::store {

void applyPaperEdits(Connection &connection, const QString &paperId, ReportPaper &paper);
// Tags and the note that an exported library brings, beside those that are there.
void takeOver(Connection &connection, const QString &paperId, const ReportPaper &paper);

}  // namespace touchstone::store
