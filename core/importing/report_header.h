// What a report says of itself, against what it holds.
#pragma once

#include "importing/entry_pairs.h"
#include "importing/warnings.h"

namespace touchstone::importing {

// Title, time and stated number of papers.
void readHeader(const Outline &outline, const QByteArray &utf8, Report &report,
                WarningList &warnings);
// Warns of a missing section and of sections in the other order.
void checkSections(const Outline &outline, WarningList &warnings);
// Warns of a report that ends in the middle.
void checkEnd(const Outline &outline, const std::vector<EntryPair> &pairs, WarningList &warnings);

}  // namespace touchstone::importing
