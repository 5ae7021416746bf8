#include "exchange/csv_rows.h"

namespace touchstone::exchange {

std::vector<CsvRow> csvRows(const QString &text, QChar separator)
{
    std::vector<CsvRow> rows;
    CsvRow row{1, {}};
    QString cell;
    bool quoted = false;
    int line = 1;
    const auto endCell = [&] {
        row.cells << cell.trimmed();
        cell.clear();
    };
    const auto endRow = [&] {
        endCell();
        if (row.cells.size() > 1 || !row.cells.first().isEmpty()) {
            rows.push_back(row);
        }
        row = {line, {}};
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        line += c == u'\n';
        if (quoted && c == u'"') {
            quoted = i + 1 < text.size() && text[i + 1] == u'"';
            cell += quoted ? QString(c) : QString();
            i += quoted;
        } else if (!quoted && c == u'"' && cell.trimmed().isEmpty()) {
            quoted = true;
            cell.clear();
        } else if (!quoted && c == separator) {
            endCell();
        } else if (!quoted && c == u'\n') {
            endRow();
        } else {
            cell += c;
        }
    }
    endRow();
    return rows;
}

}  // namespace touchstone::exchange
