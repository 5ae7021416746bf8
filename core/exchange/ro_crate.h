// A comparison with its data as an RO-Crate (https://w3id.org/ro/crate/1.1), for archives.
#pragma once

#include "compare/comparison.h"

#include <QByteArray>
#include <QDateTime>

namespace touchstone::exchange {

struct CrateFile {
    QString name;       // relative to the crate
    QString mediaType;  // "text/csv"
    QString description;
    QByteArray content;
};

// Every file of the crate: ro-crate-metadata.json first, then those given. The metadata names each
// file with its size and SHA-256, the papers that the rows are about, and the program.
QVector<CrateFile> roCrate(const QVector<CrateFile> &data,
                           const QVector<compare::ComparisonRow> &rows, const QDateTime &published);

}  // namespace touchstone::exchange
