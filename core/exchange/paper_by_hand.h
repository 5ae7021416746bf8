// A paper that a person enters goes through the importer, as one of a bibliography of its own, so
// that its claims are read and the import can be undone.
#pragma once

#include "store/store.h"

namespace touchstone::exchange {

// Returns the id of the paper. Usage: the library has one with this title, code or abstract.
Result<QString> addPaper(store::Store &store, const ReportPaper &paper);

}  // namespace touchstone::exchange
