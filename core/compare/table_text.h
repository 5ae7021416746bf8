// A table as text for the terminal, a spreadsheet, a README or a paper.
#pragma once

#include "compare/chart_spec.h"

namespace touchstone::compare {

enum class TableFormat {
    Aligned,   // columns padded by their width on a terminal (Chinese characters take two cells)
    Csv,       // RFC 4180; cells that a spreadsheet would run as a formula are quoted as text
    Markdown,  // GitHub tables
    Latex,     // a tabular with booktabs rules; needs \usepackage{booktabs}
};

// Ends with a newline. Line breaks inside cells become spaces, except in Csv.
QString tableText(const ChartTable &table, TableFormat format, Language language);

// The same as bytes of a file: Excel reads CSV as UTF-8 only behind a byte order mark.
QByteArray tableFile(const ChartTable &table, TableFormat format, Language language);

// LaTeX's special characters, escaped for running text.
QString latexEscaped(const QString &text);

// How many terminal cells a text takes.
int cellWidth(const QString &text);

}  // namespace touchstone::compare
