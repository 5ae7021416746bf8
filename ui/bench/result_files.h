// Result files on their way into the library.
#pragma once

#include "store/store.h"

namespace touchstone::ui {

// Bundles and files of other tools, one after the other; stops at the first that cannot be read,
// with an error that names it. What was added before stays. For a pool thread.
Result<store::StoredBundle> addResultFiles(store::Store &store, const QStringList &paths);

}  // namespace touchstone::ui
