// Reads the header of a report and checks it against the content.
#pragma once

#include "importing/entry_pairs.h"
#include "importing/warnings.h"

namespace touchstone::importing {

// Title, time and stated number of papers.
void readHeader(const Outline &outline, const QByteArray &utf8, Report &report,
                WarningList &warnings);
// Warns of a missing section and of swapped sections.
void checkSections(const Outline &outline, WarningList &warnings);
// Warns of a truncated report.
void checkEnd(const Outline &outline, const std::vector<EntryPair> &pairs, WarningList &warnings);

}  // namespace touchstone::importing
