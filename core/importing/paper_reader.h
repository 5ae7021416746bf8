// One paper of a report: its fields as written, their lines and warnings about them.
#pragma once

#include "importing/entry_pairs.h"
#include "importing/warnings.h"

namespace touchstone::importing {

// Line of the heading of the details, or of the brief where there are none.
int lineOf(const EntryPair &pair);
// All fields but index, title and shortName, which need the other papers too.
ReportPaper readPaper(const EntryPair &pair, const QByteArray &utf8, WarningList &warnings);

}  // namespace touchstone::importing
