// Parsing and repair of single fields; titles are in title_repair.h.
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace touchstone::importing {

struct Institutions {
    QStringList names;   // in order, commas inside one name kept
    QStringList joined;  // names put together from two pieces: "Example Technologies, Inc"
    QStringList cut;     // names that end too early: "The University of Hong"
};
Institutions splitInstitutions(const QString &raw);
// The institutions of postal addresses, joined by "; ": no town, code, country or mail address.
QString institutionsOfAddress(const QString &address);

enum class AbstractKind { Text, Empty, Caption, Prompt };
AbstractKind abstractKind(const QString &text);

struct CodeUrl {
    QString url;            // without the final full stop; empty when there is none
    bool repaired = false;  // a space inside was removed
};
// The address of code or models that the text gives.
CodeUrl codeUrlIn(const QString &text);

// "14人", "共 14 位作者", "１４"; nullopt without a number.
std::optional<int> firstNumber(const QString &text);

}  // namespace touchstone::importing
