// Copies rows of a table as they are shown: visible columns, in their visual order.
#pragma once

class QTableView;

namespace touchstone::ui {

enum class CopyFormat { Tsv, Markdown };

// The selected rows, or all when none is selected; with a header line. To the clipboard.
void copyTable(const QTableView &table, CopyFormat format);

}  // namespace touchstone::ui
