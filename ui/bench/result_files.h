// Imports result files into the library.
#pragma once

#include "store/store.h"

namespace touchstone::ui {

// Reads bundles and files of other tools in order and stops at the first unreadable one with an
// error that names it. Files added before it stay. Call it on a pool thread.
Result<store::StoredBundle> addResultFiles(store::Store &store, const QStringList &paths);
// "2 measurements added, 0 were already there", and which of them answer no claim and why.
Text addedWords(const store::StoredBundle &stored);

}  // namespace touchstone::ui
