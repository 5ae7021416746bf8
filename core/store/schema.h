// The numbered migrations and what an open file turns out to be. Private to this folder.
#pragma once

#include "store/sql.h"

namespace touchstone::store {

// "TCHS" as application_id in the file's header.
inline constexpr int applicationId = 0x54434853;

int newestSchema();

// Without any table: a new file.
bool isEmpty(Connection &connection);
// Refuses what is no library or comes from a later version. True when migrate() has work to do.
bool needsMigration(Connection &connection);

// A copy of the library beside it, "<file>.schema-<n>.<time>.backup"; returns its path.
QString backUp(Connection &connection);

// One transaction for all missing migrations.
void migrate(Connection &connection);

}  // namespace touchstone::store
