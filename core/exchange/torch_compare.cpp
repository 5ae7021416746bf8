// The table that torch.utils.benchmark.Compare prints, alone or inside a log:
//   [------------ title ------------]
//                    |  first  |  second
//   1 threads: ----------------------
//         64x64      |   12.0  |    8.0
//   Times are in microseconds (us).
#include "exchange/foreign_formats.h"

#include <QRegularExpression>

namespace touchstone::exchange {

namespace {

struct Cell {
    QString title, threads, row, column;
    double value = 0;
};

double nanosecondsOf(const QString &unit)
{
    static const QHash<QString, double> units{
            {QStringLiteral("nanoseconds"), 1},    {QStringLiteral("microseconds"), 1e3},
            {QStringLiteral("milliseconds"), 1e6}, {QStringLiteral("seconds"), 1e9},
            {QStringLiteral("minutes"), 60e9},     {QStringLiteral("hours"), 3600e9}};
    return units.value(unit, 0);
}

QStringList cellsOf(const QString &line)
{
    QStringList cells = line.split(u'|');
    for (QString &cell : cells) {
        cell = cell.trimmed();
    }
    return cells;
}

class Tables {
public:
    void read(const QString &text)
    {
        for (const QStringView view : QStringView(text).split(u'\n')) {
            readLine(view.toString().remove(u'\r'));
        }
    }

    std::vector<std::pair<Cell, double>> done;  // with the ns of their unit
    qsizetype without = 0;                      // cells behind which no unit came
    QStringList ratios;                         // columns that hold no times

private:
    void readLine(const QString &line)
    {
        static const QRegularExpression title(QStringLiteral("^\\s*\\[-+ ?(.*?) ?-+\\]\\s*$"));
        static const QRegularExpression threads(QStringLiteral("^\\s*(\\d+) threads?: -+\\s*$"));
        static const QRegularExpression unit(QStringLiteral("^\\s*Times are in (\\w+) \\("));
        if (const auto match = title.match(line); match.hasMatch()) {
            m_title = match.captured(1).trimmed();
            m_columns.clear();
            m_threads.clear();
        } else if (const auto count = threads.match(line); count.hasMatch()) {
            m_threads = count.captured(1);
        } else if (const auto named = unit.match(line); named.hasMatch()) {
            const double scale = nanosecondsOf(named.captured(1));
            for (Cell &cell : m_pending) {
                done.emplace_back(std::move(cell), scale);
            }
            m_pending.clear();
            without = 0;
        } else if (line.contains(u'|') && m_threads.isEmpty()) {
            m_columns = cellsOf(line);
            dropRatios();
        } else if (line.contains(u'|') && !m_columns.isEmpty()) {
            readRow(cellsOf(line));
        }
    }

    // People add a column to the table: "Speed-up: PR vs nightly".
    void dropRatios()
    {
        static const QRegularExpression ratio(QStringLiteral("speed-?up|\\bratio\\b|^%"),
                                              QRegularExpression::CaseInsensitiveOption);
        for (QString &column : m_columns) {
            if (ratio.match(column).hasMatch()) {
                ratios << (m_title + u' ' + column).trimmed();
                column.clear();
            }
        }
    }

    void readRow(const QStringList &cells)
    {
        static const QRegularExpression number(QStringLiteral("^(\\d+(?:\\.\\d+)?)"));
        for (qsizetype i = 1; i < std::min(cells.size(), m_columns.size()); ++i) {
            if (cells[i].isEmpty() || m_columns[i].isEmpty()) {
                continue;  // not measured
            }
            const double value = numberOf(number.match(cells[i]).captured(1)).value_or(0);
            m_pending.push_back({m_title, m_threads, cells.first(), m_columns[i], value});
            ++without;
        }
    }

    QString m_title, m_threads;
    QStringList m_columns;
    std::vector<Cell> m_pending;
};

}  // namespace

Read readTorchCompare(const QString &text)
{
    static const QRegularExpression threads(QStringLiteral("^\\s*\\d+ threads?: -{3,}"),
                                            QRegularExpression::MultilineOption);
    if (!threads.match(text).hasMatch() || !text.contains(u'|')) {
        return std::nullopt;
    }
    Tables tables;
    tables.read(text);
    if (tables.done.empty() && tables.without == 0) {
        return std::nullopt;
    }
    if (tables.done.empty()) {
        return fail(ErrorCode::Invalid,
                    "a table of torch.utils.benchmark without the line \"Times are in ...\", so "
                    "without a unit",
                    "torch.utils.benchmark 的表格缺少“Times are in ...”一行，因此没有单位");
    }
    measure::KernelResult result = resultOf("torch-benchmark");
    EntryList list(result);
    for (const auto &[cell, scale] : tables.done) {
        QStringList words{cell.title, cell.row, cell.column, QStringLiteral("t") + cell.threads};
        words.removeAll(QString());
        const std::string name = words.join(u' ').toStdString();
        auto variant = variantFromMean(name, cell.value * scale, 0, 0);
        if (variant) {
            variant->operation =
                    (cell.title + QStringLiteral(" t") + cell.threads).trimmed().toStdString();
        }
        list.add(name, std::move(variant));
    }
    for (const QString &column : std::as_const(tables.ratios)) {
        list.leaveOut(column.toStdString(), "a ratio, no time");
    }
    return bundleWith(std::move(result));
}

}  // namespace touchstone::exchange
