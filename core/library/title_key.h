// Notices that precede a title without belonging to it.
#pragma once

#include <QString>

namespace touchstone {

// UTF-16 length of "Under review as a conference paper at ICLR 2026 ", "Preprint. " and the like
// at the start of a trimmed title, with the space and marks after it; 0 without one.
qsizetype noticePrefixLength(const QString &title);

}  // namespace touchstone
