// File names as text. A name of Linux is any bytes, and an archive from elsewhere may hold names
// that are no UTF-8.
#pragma once

#include <QString>

#include <filesystem>

namespace touchstone::importing {

// Leads back to the file: a byte that is no part of UTF-8 becomes a lone low surrogate, U+DC80 to
// U+DCFF, as Python's "surrogateescape" has it (PEP 383).
QString textOf(const std::filesystem::path &path);
std::filesystem::path pathOf(const QString &text);

// For people, and for what is stored: such bytes are written as \xff.
std::string shownPath(const QString &text);
// The same without the folder.
QString shownName(const QString &text);

}  // namespace touchstone::importing
