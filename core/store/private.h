// The implementation of Store. Private to this folder.
#pragma once

#include "store/sql.h"
#include "store/store.h"

namespace touchstone::store {

struct Store::Private {
    Private(const std::string &fileOrUri, const std::string &shownPath, int flags);

    static std::unique_ptr<Private> openForReading(const QString &file, const std::string &shown);

    const std::string &path() const { return connection.path(); }

    // Throws NotFound.
    qint64 paperRow(const QString &paperId);
    void chooseTechnique(const QString &paperId, const QString &techniqueId, bool chosen);

    Connection connection;
};

}  // namespace touchstone::store
