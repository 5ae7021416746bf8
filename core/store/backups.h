// Copies of a library: those that an update leaves beside it, and those that a person asks for.
#pragma once

#include "base/result.h"

#include <QDateTime>
#include <QString>
#include <QVector>

namespace touchstone::store {

struct Backup {
    QString path;
    QDateTime at;  // UTC
    int schema = 0;
    qint64 bytes = 0;
};
// Those of this library, newest first.
QVector<Backup> backupsOf(const QString &libraryPath);

// The schema of a library file, of any version up to this one's; 0 for an empty file. Errors:
// NotFound, UnknownFormat, NewerSchema.
Result<int> schemaOf(const QString &path);

// Puts the contents of a backup in the place of the library's, which are kept as a backup of their
// own: its path is returned ("" where there was nothing to keep). No other program may have the
// library open where the sizes of their pages differ (Busy). Open the library afterwards to bring
// it up to date.
Result<QString> restoreBackup(const QString &libraryPath, const QString &backupPath);

// A whole copy into a new file; an existing one is never written over. Other programs may go on
// writing meanwhile.
Result<> copyLibrary(const QString &libraryPath, const QString &copyPath);

}  // namespace touchstone::store
