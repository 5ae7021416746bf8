// Which brief belongs to which details.
#pragma once

#include "importing/report_outline.h"

namespace touchstone::importing {

struct EntryPair {
    const OutlineEntry *brief = nullptr;
    const OutlineEntry *details = nullptr;
};

// One pair a paper, in the order of the file (details first). By number and title, then by title,
// then by number alone; what finds no partner stands alone. Linear in the number of entries.
std::vector<EntryPair> pairEntries(const Outline &outline, const QByteArray &utf8);

}  // namespace touchstone::importing
