// The papers of the library as bibliographies. Both read back through importing.
#pragma once

#include "library/library_json.h"

#include <QByteArray>

namespace touchstone::exchange {

// CSL-JSON 1.0.2: one item a paper, by its public id; a paper of several reports stands once, as in
// the last of them. Authors are left out, since reports give their number alone; institutions are
// the publisher of a report. Ends with a newline.
QByteArray cslJson(const QVector<LibraryReport> &reports);

// BibTeX in UTF-8: @inproceedings or @article with a venue, else @techreport with the institutions
// or @misc without. Every special character of TeX is a command, and no value holds a brace of its
// own, so that no title can end its entry.
QByteArray bibtex(const QVector<LibraryReport> &reports);

}  // namespace touchstone::exchange
