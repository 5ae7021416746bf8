// The word of an enumeration (base/words.h) as Qt's text.
#pragma once

#include "base/words.h"

#include <QString>

namespace touchstone::compare {

template <class Table, class Enum>
QString wordText(const Table &table, Enum value)
{
    const std::string_view word = wordOf(table, value);
    return QString::fromLatin1(word.data(), qsizetype(word.size()));
}

}  // namespace touchstone::compare
