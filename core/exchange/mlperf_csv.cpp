// The summary that MLPerf's submission checker writes (summary.csv): one row a result. Its unit is
// a column, or follows from the scenario by the rules of MLPerf Inference.
#include "exchange/csv_rows.h"
#include "exchange/foreign_formats.h"

#include <map>

namespace touchstone::exchange {

namespace {

class Table {
public:
    explicit Table(const QStringList &head)
    {
        for (qsizetype i = 0; i < head.size(); ++i) {
            m_columns.insert(head[i].toLower().remove(u' ').remove(u'_'), i);
        }
    }

    bool isMlperf() const
    {
        return m_columns.contains(QStringLiteral("scenario"))
               && m_columns.contains(QStringLiteral("result"))
               && m_columns.contains(QStringLiteral("model"))
               && (m_columns.contains(QStringLiteral("systemname"))
                   || m_columns.contains(QStringLiteral("mlperfmodel")));
    }

    QString at(const CsvRow &row, const char *column) const
    {
        return row.cells.value(m_columns.value(QLatin1String(column), -1));
    }

private:
    QHash<QString, qsizetype> m_columns;
};

// ns of one unit of a time; below 0 for a rate; 0 for anything else.
double scaleOf(const QString &unit, const QString &scenario)
{
    const QString word = unit.toLower().simplified();
    if (word.isEmpty()) {  // older summaries
        return scenario == QLatin1String("offline") || scenario == QLatin1String("server") ? -1
               : scenario == QLatin1String("singlestream")                                 ? 1e6
                                                                                           : 0;
    }
    if (word.endsWith(QLatin1String("/s"))) {
        return -1;
    }
    return word.contains(QLatin1String("(ms)")) || word == QLatin1String("ms")
                           || word == QLatin1String("milliseconds")
                   ? 1e6
                   : 0;
}

std::string nameOf(const Table &table, const CsvRow &row)
{
    QStringList words{table.at(row, "organization"), table.at(row, "systemname"),
                      table.at(row, "model"), table.at(row, "scenario")};
    words.removeAll(QString());
    return words.join(u' ').toStdString();
}

void addRow(EntryList &list, const Table &table, const CsvRow &row)
{
    const std::string name = nameOf(table, row);
    const QString scenario = table.at(row, "scenario").toLower();
    const double scale = scaleOf(table.at(row, "units"), scenario);
    const auto value = numberOf(table.at(row, "result"));
    if (!value || scale == 0) {
        list.leaveOut(name, !value ? std::string("no number")
                                   : "unit \"" + table.at(row, "units").toStdString() + "\"");
        return;
    }
    auto variant = variantFromMean(name, scale > 0 ? *value * scale : nsPerSecond / *value, 0, 0);
    if (variant) {
        variant->operation =
                (table.at(row, "model") + u' ' + table.at(row, "scenario")).toStdString();
    }
    list.add(name, std::move(variant));
}

}  // namespace

Read readMlperfCsv(const QString &text)
{
    if (!text.left(text.indexOf(u'\n')).contains(QLatin1String("Scenario"), Qt::CaseInsensitive)) {
        return std::nullopt;
    }
    const std::vector<CsvRow> rows = csvRows(text);
    if (rows.size() < 2) {
        return std::nullopt;
    }
    const Table table(rows.front().cells);
    if (!table.isMlperf()) {
        return std::nullopt;
    }
    // The systems of one organisation are compared, like the implementations of one paper.
    std::map<QString, measure::KernelResult> results;
    std::map<QString, EntryList> lists;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const QString accelerator = table.at(rows[i], "acceleratormodelname");
        const QString processor = table.at(rows[i], "hostprocessormodelname");
        const bool hasAccelerator =
                !accelerator.isEmpty() && accelerator != QLatin1String("-")
                && accelerator.compare(QLatin1String("n/a"), Qt::CaseInsensitive) != 0;
        const QString device = hasAccelerator ? accelerator : processor;
        const auto [place, isNew] = results.try_emplace(device, resultOf("mlperf"));
        if (isNew) {
            place->second.device = hasAccelerator ? "gpu" : "cpu";
            place->second.deviceName = device.toStdString();
            lists.emplace(device, place->second);
        }
        addRow(lists.at(device), table, rows[i]);
    }
    measure::Bundle bundle;
    bundle.machine.name = measure::unknownMachine;
    for (auto &[device, result] : results) {
        bundle.results.push_back(std::move(result));
    }
    return bundle;
}

}  // namespace touchstone::exchange
