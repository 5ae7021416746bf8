// The CSV that triton.testing.perf_report writes: the sizes first, then one column for each line of
// the plot, with its unit: "M,N,K,cuBLAS (TFLOPS),Triton (TFLOPS)".
#include "exchange/csv_rows.h"
#include "exchange/foreign_formats.h"

#include <QRegularExpression>

namespace touchstone::exchange {

namespace {

struct Unit {
    double nanoseconds = 0;  // of a time; 0 for a rate
    std::string each;        // what a rate counts: the time is that of one
};

std::optional<Unit> unitOf(const QString &word)
{
    static const QHash<QString, double> times{{QStringLiteral("ns"), 1},
                                              {QStringLiteral("us"), 1e3},
                                              {QStringLiteral("µs"), 1e3},
                                              {QStringLiteral("ms"), 1e6},
                                              {QStringLiteral("s"), 1e9},
                                              {QStringLiteral("nanoseconds"), 1},
                                              {QStringLiteral("microseconds"), 1e3},
                                              {QStringLiteral("milliseconds"), 1e6},
                                              {QStringLiteral("seconds"), 1e9},
                                              {QStringLiteral("latency (ms)"), 1e6},
                                              {QStringLiteral("latency (us)"), 1e3},
                                              {QStringLiteral("time (ms)"), 1e6},
                                              {QStringLiteral("time (us)"), 1e3}};
    const QString lower = word.toLower().simplified();
    if (const auto time = times.constFind(lower); time != times.constEnd()) {
        return Unit{*time, {}};
    }
    static const QRegularExpression flops(QStringLiteral("^([gt])flops?(/s)?$"));
    static const QRegularExpression rate(QStringLiteral("^([a-z]+)/s(ec)?$"));
    if (const auto match = flops.match(lower); match.hasMatch()) {
        return Unit{0, (match.captured(1).toUpper() + QStringLiteral("FLOP")).toStdString()};
    }
    if (const auto match = rate.match(lower); match.hasMatch()) {
        return Unit{0, word.section(u'/', 0, 0).trimmed().toStdString()};
    }
    return std::nullopt;
}

struct Column {
    QString name;
    Unit unit;
};

// "Triton (TFLOPS)" -> Triton, TFLOPS; "a (b) (Latency (ms))" as well.
std::optional<Column> columnOf(const QString &heading)
{
    static const QRegularExpression form(
            QStringLiteral("^(.+?) ?\\(([^()]+(?:\\([^()]*\\))?)\\)$"));
    const auto match = form.match(heading);
    const auto unit = match.hasMatch() ? unitOf(match.captured(2)) : std::nullopt;
    return unit ? std::optional(Column{match.captured(1).trimmed(), *unit}) : std::nullopt;
}

bool allNumbers(const QStringList &cells)
{
    qsizetype numbers = 0;
    for (const QString &cell : cells) {
        bool isNumber = false;
        cell.toDouble(&isNumber);
        numbers += isNumber;
    }
    return numbers > 0 && numbers + 1 >= cells.size();
}

QString shapeOf(const QStringList &head, const QStringList &cells,
                const std::vector<std::optional<Column>> &columns)
{
    QStringList words;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const QString &name = head[qsizetype(i)];
        if (!columns[i] && !name.isEmpty() && !name.startsWith(QLatin1String("Unnamed"))) {
            bool isNumber = false;
            const double size = cells[qsizetype(i)].toDouble(&isNumber);
            words << name + u'='
                             + (isNumber ? QString::number(size, 'g', 12) : cells[qsizetype(i)]);
        }
    }
    return words.join(u' ');
}

void addRow(EntryList &list, const CsvRow &row, const QString &shape,
            const std::vector<std::optional<Column>> &columns)
{
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (!columns[i]) {
            continue;
        }
        const auto value = numberOf(row.cells[qsizetype(i)]);
        const Unit &unit = columns[i]->unit;
        const std::string name = (columns[i]->name + u' ' + shape).trimmed().toStdString();
        if (!value) {
            list.leaveOut(name, "no number");
            continue;
        }
        auto variant = variantFromMean(
                name, unit.nanoseconds > 0 ? *value * unit.nanoseconds : nsPerSecond / *value, 0,
                0);
        if (variant) {
            // Columns of one row do the same work.
            variant->operation =
                    shape.toStdString() + (unit.each.empty() ? "" : " per " + unit.each);
        }
        list.add(name, std::move(variant));
    }
}

}  // namespace

Read readTritonCsv(const QString &text)
{
    const QString start = text.left(4096);
    if (!start.contains(u',') || start.trimmed().startsWith(u'{')) {
        return std::nullopt;
    }
    const std::vector<CsvRow> rows = csvRows(text);
    if (rows.size() < 2 || rows.front().cells.size() < 2) {
        return std::nullopt;
    }
    const QStringList &head = rows.front().cells;
    std::vector<std::optional<Column>> columns;
    qsizetype timed = 0;
    for (const QString &heading : head) {
        columns.push_back(columnOf(heading));
        timed += columns.back().has_value();
    }
    const bool sized = timed < head.size();
    if (timed == 0 || !sized) {
        // The form without units of older versions: numbers alone, sizes in front.
        const bool plain = rows.size() > 1 && allNumbers(rows[1].cells)
                           && rows[1].cells.size() == head.size() && !allNumbers(head);
        return plain ? Read(fail(ErrorCode::Invalid,
                                 "a table of numbers whose columns have no unit ({0}): times or "
                                 "rates? Write it as \"name (ms)\" or \"name (TFLOPS)\", as "
                                 "triton.testing.perf_report of today does",
                                 "数字表格的列没有单位（{0}）：无法判断是耗时还是速率。请写成“名称 "
                                 "(ms)”或“名称 (TFLOPS)”，与新版 triton.testing.perf_report 一致",
                                 head.join(QStringLiteral(", ")).left(120).toStdString()))
                     : std::nullopt;
    }
    measure::KernelResult result = resultOf("triton-perf-report");
    result.device = "gpu";
    EntryList list(result);
    for (std::size_t i = 1; i < rows.size(); ++i) {
        if (rows[i].cells.size() != head.size()) {
            return fail(ErrorCode::Invalid, "line {0}: {1} columns, {2} expected",
                        "第 {0} 行：有 {1} 列，应为 {2} 列", rows[i].line, rows[i].cells.size(),
                        head.size());
        }
        addRow(list, rows[i], shapeOf(head, rows[i].cells, columns), columns);
    }
    return bundleWith(std::move(result));
}

}  // namespace touchstone::exchange
