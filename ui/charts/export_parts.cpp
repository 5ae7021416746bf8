#include "charts/export_parts.h"

#include "charts/chart_text.h"

namespace touchstone::ui {

compare::ChartTable tableIn(const compare::ChartSpec &spec, const ChartStyle &style)
{
    const auto shown = [&style](const QVector<Text> &texts) {
        QVector<Text> out;
        for (const Text &text : texts) {
            const std::string cell = shownText(text, style).toStdString();
            out.append({cell, cell});
        }
        return out;
    };
    compare::ChartTable table;
    table.columns = shown(spec.table.columns);
    for (const auto &row : spec.table.rows) {
        table.rows.append(shown(row));
    }
    return table;
}

}  // namespace touchstone::ui
