// The outputs of llama-bench that are no JSON: -o md (the default), csv and sql.
#include "exchange/foreign_formats.h"
#include "exchange/nearby_label.h"

#include <QHash>
#include <QRegularExpression>

#include <algorithm>

namespace touchstone::exchange {

namespace {

// Columns of the Markdown table, which differ from those of the other outputs.
QString columnOf(const QString &heading)
{
    static const QHash<QString, QString> columns{
            {QStringLiteral("model"), QStringLiteral("model_type")},
            {QStringLiteral("backend"), QStringLiteral("backends")},
            {QStringLiteral("ngl"), QStringLiteral("n_gpu_layers")},
            {QStringLiteral("threads"), QStringLiteral("n_threads")},
            {QStringLiteral("fa"), QStringLiteral("flash_attn")},
            {QStringLiteral("sm"), QStringLiteral("split_mode")},
            {QStringLiteral("mg"), QStringLiteral("main_gpu")},
            {QStringLiteral("nkvo"), QStringLiteral("no_kv_offload")},
            {QStringLiteral("ts"), QStringLiteral("tensor_split")},
            {QStringLiteral("mmap"), QStringLiteral("use_mmap")},
            {QStringLiteral("embd"), QStringLiteral("embeddings")}};
    return columns.value(heading, heading);
}

QJsonValue typed(const QString &cell)
{
    bool isNumber = false;
    const double number = cell.toDouble(&isNumber);
    if (cell == QLatin1String("true") || cell == QLatin1String("false")) {
        return cell == QLatin1String("true");
    }
    return isNumber ? QJsonValue(number) : QJsonValue(cell);
}

// "pp512", "tg128 @ d4096", "pp512+tg128".
void readTest(const QString &cell, QJsonObject &test)
{
    static const QRegularExpression part(QStringLiteral("(pp|tg|d)\\s*(\\d+)"));
    auto parts = part.globalMatch(cell);
    while (parts.hasNext()) {
        const auto match = parts.next();
        const QString what = match.captured(1);
        const char *column = what == QLatin1String("pp")   ? "n_prompt"
                             : what == QLatin1String("tg") ? "n_gen"
                                                           : "n_depth";
        test.insert(QLatin1String(column), match.captured(2).toInt());
    }
}

// "1000.00 ± 10.00"
void readSpeed(const QString &cell, QJsonObject &test)
{
    const QStringList sides = cell.split(u'±');
    test.insert(QLatin1String("avg_ts"), typed(sides.first().trimmed()));
    if (sides.size() > 1) {
        test.insert(QLatin1String("stddev_ts"), typed(sides[1].trimmed()));
    }
}

QStringList cellsOf(const QString &line)
{
    QStringList cells = line.trimmed().split(u'|');
    if (cells.size() > 1) {
        cells.removeFirst();
        cells.removeLast();
    }
    for (QString &cell : cells) {
        cell = cell.trimmed();
    }
    return cells;
}

bool isRule(const QStringList &cells)
{
    static const QRegularExpression rule(QStringLiteral("^:?-{2,}:?$"));
    return rule.match(cells.first()).hasMatch();
}

// "t/s", also of one of several versions: "t/s (this PR)".
bool isSpeed(const QString &heading)
{
    return heading == QLatin1String("t/s") || heading.startsWith(QLatin1String("t/s ("));
}

// What follows from the speeds: "Speedup", "% (vs Q4_0)".
bool isComparison(const QString &heading)
{
    static const QRegularExpression comparison(QStringLiteral("^%|speed-?up|ratio"),
                                               QRegularExpression::CaseInsensitiveOption);
    return comparison.match(heading).hasMatch();
}

// The tests of one row: one for each column of speeds. A speed that is no number is kept as text,
// so that its test is left out by name.
void addRow(QJsonArray &tests, const QStringList &columns, const QStringList &cells,
            const QString &label)
{
    QJsonObject shared;
    if (!label.isEmpty()) {
        shared.insert(QLatin1String("label"), label);
    }
    for (qsizetype c = 0; c < columns.size(); ++c) {
        if (columns[c] == QLatin1String("test")) {
            readTest(cells[c], shared);
        } else if (!isSpeed(columns[c]) && !isComparison(columns[c])) {
            shared.insert(columnOf(columns[c]), typed(cells[c]));
        }
    }
    for (qsizetype c = 0; c < columns.size(); ++c) {
        if (!isSpeed(columns[c])) {
            continue;
        }
        QJsonObject test = shared;
        if (const QString version = columns[c].sliced(3).trimmed(); !version.isEmpty()) {
            test.insert(QLatin1String("version"), version.chopped(1).sliced(1));
        }
        readSpeed(cells[c], test);
        tests.append(test);
    }
}

// Other tables of the text end where they end.
Result<QJsonArray> readMarkdown(const QString &text)
{
    QJsonArray tests;
    QStringList columns;
    QString label;
    const QStringList lines = text.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (!lines[i].trimmed().startsWith(u'|')) {
            columns.clear();
            const QString named = labelIn(lines[i]);
            label = named.isEmpty() ? label : named;
            continue;
        }
        const QStringList cells = cellsOf(lines[i]);
        if (std::any_of(cells.begin(), cells.end(), isSpeed)) {
            columns = cells;
        } else if (!columns.isEmpty() && !isRule(cells)) {
            if (cells.size() != columns.size()) {
                return fail(ErrorCode::Invalid, "line {0}: {1} columns, {2} expected",
                            "第 {0} 行：有 {1} 列，应为 {2} 列", i + 1, cells.size(),
                            columns.size());
            }
            addRow(tests, columns, cells, label);
        }
    }
    return tests;
}

// The values between brackets or commas: quoted by ' or ", doubled inside, or bare.
QStringList valuesOf(const QString &line)
{
    QStringList values;
    QString current;
    QChar quote;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar c = line[i];
        if (!quote.isNull() && c == quote) {
            const bool doubled = i + 1 < line.size() && line[i + 1] == quote;
            current += doubled ? QString(c) : QString();
            i += doubled;
            quote = doubled ? quote : QChar();
        } else if (quote.isNull() && (c == u'\'' || c == u'"')) {
            quote = c;
        } else if (quote.isNull() && c == u',') {
            values << current.trimmed();
            current.clear();
        } else {
            current += c;
        }
    }
    values << current.trimmed();
    return values;
}

Result<QJsonObject> testOf(const QStringList &columns, const QStringList &values, qsizetype line)
{
    if (columns.size() != values.size()) {
        return fail(ErrorCode::Invalid, "line {0}: {1} columns, {2} expected",
                    "第 {0} 行：有 {1} 列，应为 {2} 列", line, values.size(), columns.size());
    }
    QJsonObject test;
    for (qsizetype i = 0; i < columns.size(); ++i) {
        test.insert(columns[i], typed(values[i]));
    }
    return test;
}

Result<QJsonArray> readCsv(const QStringList &lines)
{
    QJsonArray tests;
    const QStringList columns = valuesOf(lines.first());
    for (qsizetype i = 1; i < lines.size(); ++i) {
        if (lines[i].trimmed().isEmpty()) {
            continue;
        }
        const auto test = testOf(columns, valuesOf(lines[i]), i + 1);
        if (!test) {
            return passOn(test.error());
        }
        tests.append(*test);
    }
    return tests;
}

// INSERT INTO test (a, b) VALUES ('x', 1); one line each. Nothing is executed.
Result<QJsonArray> readSql(const QStringList &lines)
{
    static const QRegularExpression insert(
            QStringLiteral("^\\s*INSERT INTO \\w+ \\((.*?)\\) VALUES \\((.*)\\)\\s*;\\s*$"),
            QRegularExpression::CaseInsensitiveOption);
    QJsonArray tests;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const auto match = insert.match(lines[i]);
        if (!match.hasMatch()) {
            continue;
        }
        const auto test = testOf(valuesOf(match.captured(1)), valuesOf(match.captured(2)), i + 1);
        if (!test) {
            return passOn(test.error());
        }
        tests.append(*test);
    }
    return tests;
}

bool isSpeedTable(const QString &text)
{
    static const QRegularExpression heading(
            QStringLiteral("^\\s*\\|.*\\|\\s*test\\s*\\|\\s*t/s(\\s*\\([^|]*\\))?\\s*\\|"),
            QRegularExpression::MultilineOption);
    return heading.match(text).hasMatch();
}

}  // namespace

std::optional<Result<QJsonArray>> llamaBenchTable(const QByteArray &bytes)
{
    if (bytes.trimmed().startsWith('{') || bytes.trimmed().startsWith('[')) {
        return std::nullopt;
    }
    const QString text = QString::fromUtf8(bytes);
    if (isSpeedTable(text)) {
        return readMarkdown(text);
    }
    const QStringList lines = text.trimmed().split(u'\n');
    if (lines.first().contains(QLatin1String("model_filename"))
        && lines.first().contains(QLatin1String("avg_ts"))
        && !lines.first().contains(QLatin1String("INSERT"))) {
        return readCsv(lines);
    }
    if (text.contains(QLatin1String("INSERT INTO")) && text.contains(QLatin1String("avg_ts"))) {
        return readSql(lines);
    }
    return std::nullopt;
}

}  // namespace touchstone::exchange
