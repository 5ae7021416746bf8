// CSV as RFC 4180 has it.
#pragma once

#include <QStringList>

#include <vector>

namespace touchstone::exchange {

struct CsvRow {
    int line = 0;  // on which it begins
    QStringList cells;
};

// Rows that are not blank; cells in quotes may hold separators, line breaks and doubled quotes.
std::vector<CsvRow> csvRows(const QString &text, QChar separator = u',');

}  // namespace touchstone::exchange
