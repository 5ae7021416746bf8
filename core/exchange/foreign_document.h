// Which reader a file is for.
#pragma once

#include "base/result.h"
#include "measure/results/results.h"

#include <QByteArray>

namespace touchstone::exchange {

// Whether its beginning is that of JSON.
bool looksLikeJson(const QByteArray &utf8);

// The file as its reader gives it, without ids. Errors: UnknownFormat says what the file is and
// what would read it, Invalid names the line of a damaged one.
Result<measure::Bundle> readForeignDocument(const QByteArray &bytes);

}  // namespace touchstone::exchange
