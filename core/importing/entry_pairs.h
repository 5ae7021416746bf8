// Which brief belongs to which details.
#pragma once

#include "importing/report_outline.h"

namespace touchstone::importing {

struct EntryPair {
    const OutlineEntry *brief = nullptr;
    const OutlineEntry *details = nullptr;
};

// One pair per paper, in the order of the file (details first). By number and title, then by title,
// then by number alone; an entry without a partner is a pair of one. Linear in the number of
// entries.
std::vector<EntryPair> pairEntries(const Outline &outline, const QByteArray &utf8);

}  // namespace touchstone::importing
