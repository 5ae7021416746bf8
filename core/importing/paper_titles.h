// Titles of all papers of a report, repaired with the words of the report itself.
#pragma once

#include "importing/entry_pairs.h"
#include "importing/warnings.h"

namespace touchstone::importing {

// Sets title and shortName of papers, which are in the order of pairs.
void repairTitles(QVector<ReportPaper> &papers, const std::vector<EntryPair> &pairs,
                  WarningList &warnings);

}  // namespace touchstone::importing
