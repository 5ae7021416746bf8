// JSON as benchmark tools really write it.
#pragma once

#include <QByteArray>

namespace touchstone::exchange {

// UTF-16 and UTF-32 with a byte order mark (what Windows PowerShell redirects) become UTF-8.
QByteArray inUtf8(const QByteArray &bytes);

// Bare values that JSON has no word for become ones it has, on the line where they are: NaN, inf,
// -nan(ind), 1.#INF -> null; 2% -> 2; 1,234,567 as a member of an object -> 1234567. Everything
// else, also what is damaged, stays as it is.
QByteArray standardJson(const QByteArray &utf8);

}  // namespace touchstone::exchange
